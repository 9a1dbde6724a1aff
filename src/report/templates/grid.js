(function () {
  'use strict';
  // The page shows one measure as it is written; this lets the reader choose another.
  var data = JSON.parse(document.getElementById('verdicts').textContent);
  var select = document.getElementById('pair'), list = document.getElementById('tiles'), readout = document.getElementById('readout');
  var tiles = Array.prototype.slice.call(list.querySelectorAll('a'));
  var rows = Array.prototype.slice.call(document.getElementById('areas').tBodies[0].rows);
  var names = rows.map(function (row) { return row.cells[0].querySelector('a').textContent; });
  function paint(element, fill) {
    data.legend.forEach(function (known) { element.classList.toggle(known, known === fill); });
  }
  function show(pair) {
    var figures = pair.f.split('|'), counts = {};
    function words(place) { return names[place] + ': ' + figures[place] + ', ' + data.words[pair.v[place]][3]; }
    tiles.forEach(function (tile) {
      var place = Number(tile.getAttribute('data-place')), verdict = data.words[pair.v[place]];
      paint(tile, verdict[0]);
      tile.textContent = verdict[1];
      tile.title = words(place);
      tile.setAttribute('aria-label', words(place));
    });
    rows.forEach(function (row, place) {
      var verdict = data.words[pair.v[place]], number = parseFloat(figures[place].replace(/,/g, '').replace('\u2212', '-')), cells = row.cells;
      cells[1].textContent = figures[place];
      cells[1].setAttribute('data-key', isNaN(number) ? '' : number);
      paint(cells[2], verdict[0]);
      cells[2].firstChild.textContent = verdict[1];
      cells[2].lastChild.textContent = verdict[3];
      cells[2].setAttribute('data-key', verdict[2]);
      cells[3].textContent = pair.r[place] || '';
      cells[3].setAttribute('data-key', pair.r[place] || '');
      counts[verdict[0]] = (counts[verdict[0]] || 0) + 1;
    });
    Array.prototype.forEach.call(document.querySelectorAll('[data-count]'), function (count) {
      count.textContent = counts[count.getAttribute('data-count')] || 0;
    });
    document.getElementById('shown').textContent = pair.t;
    document.getElementById('against').textContent = pair.a;
    // A column that was sorted keeps its order.
    var sorted = document.querySelector('#areas [aria-sort] button'), down = sorted && sorted.parentNode.getAttribute('aria-sort') === 'descending';
    if (sorted) { sorted.parentNode.removeAttribute('aria-sort'); sorted.click(); if (down) sorted.click(); }
  }
  // On a screen the list of choices says what is shown; the heading stays for those who listen, and on paper.
  document.getElementById('choice').hidden = false;
  document.getElementById('shown').classList.add('heard');
  select.addEventListener('change', function () { show(data.pairs[Number(select.value)]); });
  // A browser that comes back to the page may have kept the choice.
  if (select.value !== '0') show(data.pairs[Number(select.value)]);
  function read(event) {
    var tile = event.target.closest('a');
    if (tile) readout.textContent = tile.title;
  }
  list.addEventListener('mouseover', read);
  list.addEventListener('focusin', read);
  // One stop for the tabulator; arrows go to the nearest tile that way.
  function stop(tile) {
    tiles.forEach(function (other) { other.tabIndex = other === tile ? 0 : -1; });
  }
  function at(tile) {
    var box = tile.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }
  if (tiles.length) stop(tiles[0]);
  list.addEventListener('focusin', function (event) { if (event.target.closest('a')) stop(event.target.closest('a')); });
  list.addEventListener('keydown', function (event) {
    var ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, way = ways[event.key];
    var here = event.target.closest('a');
    if (!here || (!way && event.key !== 'Home' && event.key !== 'End')) return;
    event.preventDefault();
    if (!way) { tiles[event.key === 'Home' ? 0 : tiles.length - 1].focus(); return; }
    var from = at(here), best = null, least = Infinity;
    tiles.forEach(function (tile) {
      var to = at(tile), along = (to[0] - from[0]) * way[0] + (to[1] - from[1]) * way[1];
      var across = Math.abs((to[0] - from[0]) * way[1]) + Math.abs((to[1] - from[1]) * way[0]);
      if (along < 4) return;
      // Sideways counts for more: an arrow to the right leads to the right.
      if (along + across * 3 < least) { least = along + across * 3; best = tile; }
    });
    if (best) best.focus();
  });
  // What the list leaves out is pale on the map.
  var form = document.querySelector('[data-for=areas]');
  form.addEventListener('input', function () {
    tiles.forEach(function (tile) { tile.classList.toggle('dim', rows[Number(tile.getAttribute('data-place'))].hidden); });
  });
})();
