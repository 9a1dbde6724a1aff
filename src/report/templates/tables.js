(function () {
  'use strict';
  // Every table works as it is written; this adds sorting and filtering where the browser runs scripts.
  function key(row, column) {
    var cell = row.cells[column], against = row.parentNode.parentNode.getAttribute('data-against');
    // Of several verdicts in a cell the one against the chosen comparator counts.
    var chosen = against && cell.querySelector('.v.' + against), keyed = chosen || cell;
    if (against && !chosen && cell.querySelector('.v')) return null;
    var stored = keyed.getAttribute('data-key');
    if (stored === null) return cell.textContent.trim().toLowerCase();
    return stored === '' ? null : Number(stored);
  }
  // What an area wrote is a row of its own below the one that it is about, and goes where that goes.
  function own(row) {
    var next = row.nextElementSibling;
    return next && next.className === 'own' ? next : null;
  }
  function rowsOf(table) {
    return Array.prototype.filter.call(table.tBodies[0].rows, function (row) { return row.className !== 'own'; });
  }
  function hide(row, hidden) {
    var words = own(row);
    row.hidden = hidden;
    if (words) words.hidden = hidden;
  }
  function sort(table, column, descending) {
    var body = table.tBodies[0], rows = rowsOf(table);
    rows.forEach(function (row, place) { if (!row.hasAttribute('data-place')) row.setAttribute('data-place', place); });
    rows.sort(function (a, b) {
      var tie = a.getAttribute('data-place') - b.getAttribute('data-place');
      if (column < 0) return tie;
      var heads = [a, b].map(function (row) { return row.className === 'theme'; });
      if (heads[0] || heads[1]) return heads[0] && heads[1] ? tie : heads[0] ? -1 : 1;
      var x = key(a, column), y = key(b, column);
      // What has no figure comes last, whichever way the rest is sorted.
      if (x === null || y === null) return x === y ? tie : x === null ? 1 : -1;
      var order = x < y ? -1 : x > y ? 1 : 0;
      return (descending ? -order : order) || tie;
    });
    // Themes head the rows only in the order in which they were written.
    rows.forEach(function (row) {
      var words = own(row);
      body.appendChild(row);
      if (words) body.appendChild(words);
      if (row.className === 'theme') hide(row, column >= 0);
    });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, place) {
      if (place === column) head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
  }
  Array.prototype.forEach.call(document.querySelectorAll('table[data-sort]'), function (table) {
    var form = document.querySelector('[data-for="' + table.id + '"]');
    var chooser = form && form.querySelector('[data-sort-by]'), status = form && form.querySelector('[role=status]');
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
      var label = head.textContent.replace(/\u00ad/g, '').trim(), button = document.createElement('button');
      if (head.hasAttribute('data-unsorted')) return;
      button.type = 'button';
      button.textContent = label;
      head.textContent = '';
      head.appendChild(button);
      button.addEventListener('click', function () {
        sort(table, column, head.getAttribute('aria-sort') === 'ascending');
        if (chooser) chooser.value = '';
      });
      if (chooser) {
        [['', false], [', highest first', true]].forEach(function (way) {
          var numbers = table.tBodies[0].querySelector('tr > :nth-child(' + (column + 1) + ')[data-key]');
          if (way[1] && !numbers) return;
          chooser.add(new Option(label + (numbers && !way[1] ? ', lowest first' : way[0]), column + (way[1] ? '-' : '+')));
        });
      }
    });
    if (!form) return;
    form.hidden = false;
    if (chooser) chooser.addEventListener('change', function () {
      sort(table, chooser.value === '' ? -1 : parseInt(chooser.value, 10), chooser.value.slice(-1) === '-');
    });
    var fields = Array.prototype.slice.call(form.querySelectorAll('[data-field]')), search = form.querySelector('[type=search]');
    function filter() {
      var heading = null, plain = !table.tHead.querySelector('[aria-sort]'), wanted = search ? search.value.trim().toLowerCase() : '', shown = 0;
      rowsOf(table).forEach(function (row) {
        if (row.className === 'theme') { heading = row; hide(row, true); return; }
        var words = own(row), fits = ((row.getAttribute('data-search') || row.textContent) + (words ? words.textContent : '')).toLowerCase().indexOf(wanted) >= 0 && fields.every(function (field) {
          return field.value === '' || row.getAttribute('data-' + field.getAttribute('data-field')) === field.value;
        });
        hide(row, !fits);
        if (fits && heading && plain) { hide(heading, false); heading = null; }
        if (fits) shown += 1;
      });
      if (status) status.textContent = 'Showing ' + shown + ' of ' + table.tBodies[0].querySelectorAll('tr:not(.theme):not(.own)').length;
    }
    form.addEventListener('input', filter);
    var against = form.querySelector('[data-against-choice]');
    if (against) against.addEventListener('change', function () {
      Array.prototype.forEach.call(document.querySelectorAll('[data-against]'), function (one) { one.setAttribute('data-against', against.value); });
    });
    var reset = form.querySelector('[data-reset]');
    if (reset) reset.addEventListener('click', function () {
      fields.forEach(function (field) { field.value = ''; });
      if (search) search.value = '';
      if (chooser) { chooser.value = ''; sort(table, -1, false); }
      filter();
    });
    filter();
  });
})();
