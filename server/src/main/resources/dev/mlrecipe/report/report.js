'use strict';
// The table holds all there is to say; charts, sorting and the filter are made from it.
(() => {
  const MOST = 40; // rows of a chart
  const BAR = 22; // pixels per row of a chart
  const body = document.querySelector('#weights tbody');
  const rows = [...body.rows];
  const number = (row, key) => (row.dataset[key] === undefined ? null : Number(row.dataset[key]));
  const name = row => row.cells[0].textContent;
  const shortened = text => (text.length <= 44 ? text : '…' + text.slice(-43));
  const largest = kept => kept.sort((a, b) => number(b, 'before') - number(a, 'before')).slice(0, MOST);
  const charts = [];
  const colour = key => getComputedStyle(document.documentElement).getPropertyValue(key).trim();
  const inked = key => ({ backgroundColor: () => colour(key), borderColor: () => colour(key) });

  function chart(id, shown, datasets, scales, tooltip) {
    const canvas = document.getElementById(id);
    canvas.parentElement.style.height = `${shown.length * BAR + 90}px`;
    charts.push(new Chart(canvas, {
      type: 'bar',
      data: { labels: shown.map(row => shortened(name(row))), datasets },
      options: {
        indexAxis: 'y', animation: false, maintainAspectRatio: false, scales,
        interaction: { mode: 'index', axis: 'y', intersect: false },
        plugins: { tooltip: { callbacks: { title: items => name(shown[items[0].dataIndex]), label: item => tooltip(shown[item.dataIndex], item) } } },
      },
    }));
  }

  function cell(row, column) {
    return row.querySelector(`td[data-column=${column}]`).textContent;
  }

  function bytesChart() {
    const shown = largest(rows.filter(row => number(row, 'before') > 0));
    chart('bytes', shown, [
      { label: 'before', ...inked('--before'), data: shown.map(row => number(row, 'before') / 1e6) },
      { label: 'after', ...inked('--after'), data: shown.map(row => number(row, 'after') === null ? null : number(row, 'after') / 1e6) },
    ], { y: { grid: { display: false } }, x: { title: { display: true, text: 'MB' } } },
    (row, item) => `${item.dataset.label}: ${cell(row, item.dataset.label)}`);
  }

  function qualityChart() {
    const shown = largest(rows.filter(row => row.classList.contains('compressed')));
    const snr = shown.some(row => number(row, 'snr') !== null);
    const datasets = [{ label: 'ratio', ...inked('--after'), xAxisID: 'x', data: shown.map(row => number(row, 'ratio')) }];
    const scales = { y: { grid: { display: false } }, x: { beginAtZero: true, title: { display: true, text: 'ratio' } } };
    if (snr) {
      datasets.unshift({ label: 'SNR', type: 'line', indexAxis: 'y', showLine: false, pointRadius: 4, ...inked('--snr'), xAxisID: 'snr', data: shown.map(row => number(row, 'snr')) });
      scales.snr = { position: 'top', beginAtZero: true, grid: { drawOnChartArea: false }, title: { display: true, text: 'SNR dB' } };
    }
    chart('quality', shown, datasets, scales,
      (row, item) => (item.dataset.label === 'SNR' ? `SNR ${cell(row, 'snr')} dB` : `ratio ${cell(row, 'ratio')}`));
  }

  /** Colours come from the style sheet, whichever scheme is on. */
  function paint() {
    for (const one of charts) {
      one.options.color = colour('--text');
      for (const scale of Object.values(one.options.scales)) {
        scale.ticks = { ...scale.ticks, color: colour('--text') };
        scale.grid = { ...scale.grid, color: colour('--line') };
        scale.title = { ...scale.title, color: colour('--text') };
      }
      one.update('none');
    }
  }

  function sortBy(header, column) {
    const down = header.getAttribute('aria-sort') === 'ascending';
    for (const other of header.parentElement.cells) {
      other.removeAttribute('aria-sort');
    }
    header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const key = header.dataset.key;
    const value = row => (key ? number(row, key) : row.cells[column].textContent);
    const compare = (a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === null || y === null) {
        return (x === null) - (y === null); // unknown last, both ways
      }
      return (key ? x - y : x.localeCompare(y, 'en', { numeric: true })) * (down ? -1 : 1);
    };
    body.append(...rows.sort(compare));
  }

  [...document.querySelectorAll('#weights th')].forEach((header, column) => {
    header.querySelector('button').addEventListener('click', () => sortBy(header, column));
  });
  const filter = document.getElementById('filter');
  filter.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase();
    rows.forEach(row => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
  });
  bytesChart();
  qualityChart();
  paint();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
  new MutationObserver(paint).observe(document.body, { attributeFilter: ['class'] });
})();
