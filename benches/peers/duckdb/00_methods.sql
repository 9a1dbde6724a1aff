-- methods that several statements share; two_sided_p is added by the program, from normal.py
create macro length_of(a, b) as sqrt((a) * (a) + (b) * (b));
create macro wilson_lower(x, n) as case
    when x <= 0 then 0.0
    else greatest(
        (x / n + 3.8414588206941236 / (2 * n)) / (1 + 3.8414588206941236 / n)
        - 1.959963984540054 / (1 + 3.8414588206941236 / n)
        * sqrt(x / n * (1 - x / n) / n + 3.8414588206941236 / (4 * n * n)), 0.0)
end;
create macro wilson_upper(x, n) as case
    when x >= n then 1.0
    else least(
        (x / n + 3.8414588206941236 / (2 * n)) / (1 + 3.8414588206941236 / n)
        + 1.959963984540054 / (1 + 3.8414588206941236 / n)
        * sqrt(x / n * (1 - x / n) / n + 3.8414588206941236 / (4 * n * n)), 1.0)
end;
create macro pooled_z(x1, n1, x2, n2) as case
    when x1 + x2 <= 0 or x1 + x2 >= n1 + n2 then 0.0
    else abs(x1 / n1 - x2 / n2) / sqrt(
        (x1 + x2) / (n1 + n2) * (1 - (x1 + x2) / (n1 + n2)) * (1 / n1 + 1 / n2))
end;
