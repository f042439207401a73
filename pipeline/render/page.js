(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const rows = all(".rows tbody > tr");
  if (!rows.length) return;
  const groups = all(".rows tbody");
  const find = document.getElementById("find");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const help = document.getElementById("help");
  const buttons = all("[data-filter]");
  const checks = all("[data-check]");

  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const texts = rows.map((row) => fold(row.cells[1].textContent + "\n" + row.cells[2].textContent));
  const passes = {
    all: () => true,
    review: (row) => row.dataset.state !== "reviewed",
    noted: (row) => "noted" in row.dataset,
    flagged: (row) => "flagged" in row.dataset,
  };
  const state = { filter: "all", check: "", current: null };

  // Terms and line links are tab stops of the current row only: Tab would otherwise never get through a long page.
  const tabbable = (row, value) => all(".term, .no a", row).forEach((item) => { item.tabIndex = value; });

  function select(row, { focus = true } = {}) {
    if (state.current) {
      state.current.removeAttribute("aria-current");
      tabbable(state.current, -1);
    }
    state.current = row;
    if (!row) return;
    tabbable(row, 0);
    row.setAttribute("aria-current", "true");
    if (focus) {
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function move(step, wanted = () => true) {
    let at = state.current ? rows.indexOf(state.current) : -1;
    for (at += step; at >= 0 && at < rows.length; at += step) {
      if (!rows[at].hidden && wanted(rows[at])) {
        select(rows[at]);
        return;
      }
    }
    if (state.current && !state.current.hidden) state.current.scrollIntoView({ block: "nearest" });
  }

  function apply() {
    const needle = fold(find.value.trim());
    let count = 0;
    rows.forEach((row, i) => {
      const checked = !state.check || (row.dataset.checks || "").split(" ").includes(state.check);
      row.hidden = !(passes[state.filter](row) && checked && texts[i].includes(needle));
      if (!row.hidden) count += 1;
    });
    groups.forEach((group) => { group.hidden = all("tr", group).every((row) => row.hidden); });
    buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.filter === state.filter)));
    checks.forEach((c) => (c.dataset.check === state.check ? c.setAttribute("aria-current", "true") : c.removeAttribute("aria-current")));
    shown.textContent = `${count} of ${rows.length} segments`;
    nothing.hidden = count > 0;
    if (!state.current || state.current.hidden) select(rows.find((row) => !row.hidden) || null, { focus: false });
    paint(needle);
  }

  // Search hits are painted without touching the text, so that copying stays exact.
  function paint(needle) {
    if (!window.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("find");
    if (!needle) return;
    const ranges = [];
    for (const row of rows) {
      if (row.hidden) continue;
      for (const cell of [row.cells[1], row.cells[2]]) ranges.push(...hits(cell, needle));
    }
    CSS.highlights.set("find", new Highlight(...ranges));
  }

  function hits(cell, needle) {
    const places = []; // one [node, offset, length] per folded UTF-16 unit
    let text = "";
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let offset = 0;
      for (const char of node.data) {
        const folded = fold(char);
        for (let i = 0; i < folded.length; i += 1) places.push([node, offset, char.length]);
        text += folded;
        offset += char.length;
      }
    }
    const ranges = [];
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      const range = document.createRange();
      const [last, offset, length] = places[at + needle.length - 1];
      range.setStart(places[at][0], places[at][1]);
      range.setEnd(last, offset + length);
      ranges.push(range);
    }
    return ranges;
  }

  function setFilter(filter) {
    state.filter = filter;
    state.check = "";
    apply();
  }

  function toggleHelp() {
    if (help.open) help.close();
    else help.showModal();
  }

  const noted = (row) => "noted" in row.dataset;
  const keys = {
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    n: () => move(1, noted),
    p: () => move(-1, noted),
    f: () => setFilter(buttons[(buttons.findIndex((b) => b.dataset.filter === state.filter) + 1) % buttons.length].dataset.filter),
    "/": () => { find.focus(); find.select(); },
    "?": toggleHelp,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target === find) {
      if (event.key === "Escape" || event.key === "Enter") {
        event.preventDefault();
        if (event.key === "Escape") { find.value = ""; apply(); }
        find.blur();
        if (state.current) select(state.current);
      }
      return;
    }
    if (help.open && event.key !== "?") return;
    const action = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (action) {
      event.preventDefault();
      action();
    } else if (event.key === "Escape" && (find.value || state.check)) {
      find.value = "";
      state.check = "";
      apply();
    }
  });

  find.addEventListener("input", apply);
  buttons.forEach((button) => button.addEventListener("click", () => setFilter(button.dataset.filter)));
  document.getElementById("keys").addEventListener("click", toggleHelp);
  checks.forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    state.filter = "all";
    state.check = state.check === link.dataset.check ? "" : link.dataset.check;
    apply();
  }));

  const table = document.querySelector(".rows");
  table.addEventListener("click", (event) => {
    const row = event.target.closest("tbody > tr");
    if (row && row !== state.current) select(row, { focus: false });
  });

  // A term lights up on both sides; its explanation opens to the left where there is no room on the right.
  const light = (event, on) => {
    const term = event.target.closest && event.target.closest(".term");
    if (!term) return;
    all(`.term[data-term="${term.dataset.term}"]`, term.closest("tr")).forEach((t) => t.classList.toggle("lit", on));
    if (on) term.classList.toggle("flip", term.getClientRects()[0].left > window.innerWidth * 0.6);
  };
  table.addEventListener("mouseover", (event) => light(event, true));
  table.addEventListener("mouseout", (event) => light(event, false));
  table.addEventListener("focusin", (event) => light(event, true));
  table.addEventListener("focusout", (event) => light(event, false));

  rows.forEach((row) => tabbable(row, -1));
  document.querySelector(".tools").hidden = false;
  apply();
  const target = rows.find((row) => "#" + row.id === window.location.hash);
  select(target || rows[0], { focus: Boolean(target) });
})();
