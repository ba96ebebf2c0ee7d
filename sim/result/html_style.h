// SPDX-License-Identifier: Apache-2.0
// Looks and the only behaviour of the report page: tables sort by the column that is clicked.
#pragma once

namespace tessera::sim {

inline constexpr const char* kReportStyle = R"css(
:root { --ink:#1b1f24; --dim:#5c6670; --line:#dde2e7; --back:#fff; --busy:#2a78d6; --sync:#eda100;
        --medium:#e87ba4; --idle:#e6eaee; --bar:#2a78d6; --core:#1baf7a; }
@media (prefers-color-scheme: dark) {
  :root { --ink:#e8ebee; --dim:#9aa5b0; --line:#343b43; --back:#16191d; --idle:#2b3138;
          --busy:#3987e5; --sync:#c98500; --medium:#d55181; --bar:#3987e5; --core:#199e70; } }
body { font:15px/1.5 system-ui,sans-serif; color:var(--ink); background:var(--back);
       max-width:1180px; margin:2rem auto; padding:0 1rem; }
h1 { font-size:1.5rem; margin:0; } h2 { font-size:1.1rem; margin:2.2rem 0 .5rem; }
p { color:var(--dim); margin:.2rem 0 .8rem; }
dl { display:grid; grid-template-columns:repeat(auto-fill,minmax(15rem,1fr)); gap:.8rem; margin:1.2rem 0; }
dl div { border:1px solid var(--line); border-radius:6px; padding:.6rem .8rem; }
dt { color:var(--dim); font-size:.8rem; } dd { margin:0; font-size:1.15rem; font-variant-numeric:tabular-nums; }
dd small { display:block; font-size:.8rem; color:var(--dim); }
.wide { overflow-x:auto; }
table { border-collapse:collapse; width:100%; font-size:.85rem; font-variant-numeric:tabular-nums; }
th { text-align:left; color:var(--dim); font-weight:600; border-bottom:1px solid var(--line);
     padding:.3rem .5rem; white-space:nowrap; }
th button { all:unset; cursor:pointer; } th button:focus-visible { outline:2px solid var(--bar); }
td { border-bottom:1px solid var(--line); padding:.2rem .5rem; white-space:nowrap; }
td.n, th.n { text-align:right; } .chart { width:40%; min-width:14rem; }
.track { position:relative; display:flex; height:.8rem; background:var(--idle); border-radius:2px; overflow:hidden; }
.track i { display:block; height:100%; } .at { position:absolute; min-width:2px; background:var(--bar); }
.core { background:var(--core); } .share { background:var(--bar); }
.busy { background:var(--busy); } .sync { background:var(--sync); } .medium { background:var(--medium); }
.key { display:flex; gap:1.2rem; font-size:.8rem; color:var(--dim); margin-bottom:.4rem; }
.key i { display:inline-block; width:.8rem; height:.8rem; border-radius:2px; margin-right:.35rem; vertical-align:-1px; }
.key .idle { background:var(--idle); } summary { cursor:pointer; margin:.6rem 0; color:var(--dim); }
.good { color:#0a7d33; } .bad { color:#c4262e; } code { font-size:.8rem; word-break:break-all; }
@media (prefers-color-scheme: dark) { .good { color:#3fb950; } .bad { color:#ff7b72; } }
)css";

inline constexpr const char* kReportScript = R"js(
document.querySelectorAll('th button').forEach(button => button.addEventListener('click', () => {
  const cell = button.parentElement, body = cell.closest('table').tBodies[0];
  const column = cell.cellIndex, down = cell.getAttribute('aria-sort') !== 'descending';
  cell.parentElement.querySelectorAll('th').forEach(th => th.removeAttribute('aria-sort'));
  cell.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const key = row => { const td = row.cells[column]; return td.dataset.v ?? td.textContent; };
  const order = (a, b) => isNaN(key(a)) || isNaN(key(b)) ? key(a).localeCompare(key(b)) : key(a) - key(b);
  [...body.rows].sort((a, b) => down ? order(b, a) : order(a, b)).forEach(row => body.append(row));
}));
)js";

}  // namespace tessera::sim
