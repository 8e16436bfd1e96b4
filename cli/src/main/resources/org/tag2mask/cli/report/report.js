'use strict';
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (id) => document.getElementById(id);
  const gallery = one('gallery');
  const cards = all('.card');
  const chips = all('.chip[data-class]');
  const rows = all('table.filtered tbody tr');

  // Opacity: every slider sets the same custom property.
  function setOpacity(percent) {
    document.documentElement.style.setProperty('--overlay', String(percent / 100));
    all('input.opacity-input, #opacity').forEach((slider) => {
      slider.value = percent;
      slider.setAttribute('aria-valuetext', percent + ' percent');
    });
    all('.opacity output').forEach((output) => { output.textContent = percent + ' %'; });
  }
  one('opacity').addEventListener('input', (event) => setOpacity(Number(event.target.value)));
  setOpacity(Number(one('opacity').value)); // A reloaded page may keep the slider elsewhere.

  // Filter by class and by a part of the name.
  function pick(card, id) {
    const heats = all('.panel.cam .overlay', card);
    if (!heats.some((heat) => heat.dataset.class === id)) { return; }
    heats.forEach((heat) => heat.classList.toggle('off', heat.dataset.class !== id));
    all('.pick', card).forEach((button) => {
      button.setAttribute('aria-pressed', String(button.dataset.class === id));
    });
  }
  function filter() {
    const pressed = chips.filter((chip) => chip.getAttribute('aria-pressed') === 'true');
    const part = one('find').value.trim().toLowerCase();
    const matches = (element) =>
        element.dataset.id.toLowerCase().includes(part)
        && pressed.every((chip) => element.dataset.classes.includes(` ${chip.dataset.class} `));
    let shown = 0;
    cards.forEach((card) => {
      card.hidden = !matches(card);
      shown += card.hidden ? 0 : 1;
      pressed.forEach((chip) => pick(card, chip.dataset.class));
    });
    rows.forEach((row) => { row.hidden = !matches(row); });
    one('none').hidden = shown > 0 || cards.length === 0;
    one('matches').textContent = shown === cards.length
        ? `${shown} ${shown === 1 ? 'image' : 'images'}`
        : `${shown} of ${cards.length} images`;
  }
  chips.forEach((chip) => chip.addEventListener('click', () => {
    chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
    filter();
  }));
  one('find').addEventListener('input', filter);

  // Order of the gallery. Unknown numbers come last in either direction.
  const names = new Intl.Collator('en', { numeric: true });
  function compareNumbers(a, b, sign) {
    if (a === '' || b === '') { return (a === '') - (b === ''); }
    return sign * (Number(a) - Number(b));
  }
  function order() {
    const [key, direction] = one('order').value.split(':');
    const sign = direction === 'up' ? 1 : -1;
    const sorted = cards.slice().sort((a, b) =>
        (key === 'name'
          ? names.compare(a.dataset.id, b.dataset.id)
          : compareNumbers(a.dataset[key], b.dataset[key], sign))
        || Number(a.dataset.rank) - Number(b.dataset.rank));
    gallery.append(...sorted);
  }
  one('order').addEventListener('change', order);

  // Which panels are shown; the grid has as many columns as there are.
  const toggles = all('.panels-shown input');
  const kinds = new Set(all('.panel').map((panel) => panel.dataset.panel));
  toggles.filter((box) => !kinds.has(box.value) && cards.length > 0)
      .forEach((box) => { box.checked = false; box.parentElement.hidden = true; });
  function panels() {
    const count = toggles.filter((box) => box.checked).length;
    toggles.forEach((box) => gallery.classList.toggle('no-' + box.value, !box.checked));
    ['', 'one', 'two', 'three', 'four'].forEach((name, n) => {
      if (name) { gallery.classList.toggle(name, count === n); }
    });
  }
  toggles.forEach((box) => box.addEventListener('change', panels));

  // Tables: a head's text becomes a button that sorts by the cells' exact values.
  function sortBy(table, column, numeric) {
    const head = table.tHead.rows[0].cells[column];
    const first = numeric ? 'descending' : 'ascending';
    const second = numeric ? 'ascending' : 'descending';
    const way = head.getAttribute('aria-sort') === first ? second : first;
    Array.from(table.tHead.rows[0].cells).forEach((cell) => cell.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', way);
    const sign = way === 'ascending' ? 1 : -1;
    const body = table.tBodies[0];
    const value = (row) => row.cells[column].dataset.v;
    const sorted = Array.from(body.rows).sort((a, b) => numeric
        ? compareNumbers(value(a), value(b), sign)
        : sign * names.compare(a.cells[column].textContent, b.cells[column].textContent));
    body.append(...sorted);
  }
  all('table.sortable').forEach((table) => {
    Array.from(table.tHead.rows[0].cells).forEach((cell, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = cell.textContent;
      cell.replaceChildren(button);
      const numeric = cell.classList.contains('number');
      button.addEventListener('click', () => sortBy(table, column, numeric));
    });
  });

  // One panel enlarged.
  const zoom = one('zoom');
  let stacks = [];
  let at = 0;
  function element(tag, text) {
    const made = document.createElement(tag);
    if (text) { made.textContent = text; }
    if (tag === 'button') { made.type = 'button'; }
    return made;
  }
  function zoomTo(index) {
    at = (index + stacks.length) % stacks.length;
    const panel = stacks[at].closest('.panel');
    const picked = panel.querySelector('.pick[aria-pressed="true"]');
    const title = panel.querySelector('figcaption').firstChild.textContent.trim();
    const card = panel.closest('.card').querySelector('h3 bdi').textContent;
    zoom.querySelector('p').textContent = card + ' · ' + title + (picked ? ' of ' + picked.textContent : '');
    const body = zoom.querySelector('.zoom-body');
    const copy = element('div');
    copy.className = 'stack';
    const base = stacks[at].querySelector('.base');
    copy.style.width = `min(100%, ${72 * base.width / base.height}vh)`;
    all('img:not(.off)', stacks[at]).forEach((image) => {
      const twin = image.cloneNode();
      twin.loading = 'eager';
      copy.append(twin);
    });
    body.className = 'zoom-body ' + panel.dataset.panel;
    body.replaceChildren(copy);
  }
  function buildZoom() {
    const head = element('div');
    head.className = 'zoom-head';
    const back = element('button', '←');
    back.setAttribute('aria-label', 'Previous panel');
    const next = element('button', '→');
    next.setAttribute('aria-label', 'Next panel');
    const close = element('button', 'Close');
    head.append(element('p'), back, next, close);
    const body = element('div');
    body.className = 'zoom-body';
    const label = element('label');
    label.className = 'opacity';
    const slider = element('input');
    slider.className = 'opacity-input';
    Object.assign(slider, { type: 'range', min: 0, max: 100, step: 5 });
    slider.addEventListener('input', () => setOpacity(Number(slider.value)));
    label.append(element('span', 'Overlay'), slider, element('output'));
    zoom.append(head, body, label);
    back.addEventListener('click', () => zoomTo(at - 1));
    next.addEventListener('click', () => zoomTo(at + 1));
    close.addEventListener('click', () => zoom.close());
    zoom.addEventListener('click', (event) => { if (event.target === zoom) { zoom.close(); } });
    zoom.addEventListener('keydown', (event) => {
      if (event.target === slider) { return; } // There the arrows move the slider.
      if (event.key === 'ArrowLeft') { zoomTo(at - 1); }
      if (event.key === 'ArrowRight') { zoomTo(at + 1); }
    });
    setOpacity(Number(one('opacity').value));
  }
  buildZoom();
  gallery.addEventListener('click', (event) => {
    const picked = event.target.closest('.pick');
    if (picked) { pick(picked.closest('.card'), picked.dataset.class); }
    const stack = event.target.closest('.stack');
    if (stack) {
      stacks = all('.stack', stack.closest('.panels')).filter((s) => s.offsetParent !== null);
      zoomTo(stacks.indexOf(stack));
      zoom.showModal();
    }
  });

  panels();
  filter();
})();
