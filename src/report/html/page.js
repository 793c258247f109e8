(() => {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const findings = [...document.querySelectorAll(".finding")];
  const items = [...document.querySelectorAll(".item")];
  const marks = [...document.querySelectorAll("mark")];
  const apply = () => {
    const data = new FormData(form);
    const severities = new Set(data.getAll("severity"));
    const rule = data.get("rule");
    const words = data.get("item").trim().toLowerCase();
    const visible = new Set();
    for (const finding of findings) {
      const named = finding.closest(".item").dataset.item.toLowerCase().includes(words);
      const show = named && severities.has(finding.dataset.severity) && (!rule || finding.dataset.rule === rule);
      finding.hidden = !show;
      if (show) visible.add(finding.dataset.number);
    }
    for (const mark of marks) {
      mark.classList.toggle("off", !mark.dataset.findings.split(" ").some((number) => visible.has(number)));
    }
    const narrowed = data.get("flagged") || rule || severities.size < 3;
    for (const item of items) {
      const named = item.dataset.item.toLowerCase().includes(words);
      const any = item.querySelector(".finding:not([hidden])");
      item.hidden = !named || (narrowed && !any);
    }
    shown.value = `${visible.size} / ${findings.length}`;
  };
  // The filter stands in the address (`#filter?severity=error&rule=…`), so that a narrowed page can be passed on.
  const prefix = "#filter?";
  const remember = () => {
    const state = new URLSearchParams();
    const data = new FormData(form);
    const severities = data.getAll("severity");
    if (severities.length < 3) state.set("severity", severities.join(" "));
    for (const name of ["rule", "item", "flagged"]) if (data.get(name)) state.set(name, data.get(name));
    history.replaceState(null, "", state.size ? prefix + state : "#");
  };
  const recall = () => {
    if (!location.hash.startsWith(prefix)) return;
    const state = new URLSearchParams(location.hash.slice(prefix.length));
    if (state.has("severity")) {
      const severities = state.get("severity").split(" ");
      for (const box of form.querySelectorAll("[name=severity]")) box.checked = severities.includes(box.value);
    }
    form.elements.rule.value = state.get("rule") ?? "";
    // `elements.item` is a method.
    form.querySelector("[name=item]").value = state.get("item") ?? "";
    form.elements.flagged.checked = state.has("flagged");
    apply();
  };
  form.addEventListener("input", () => {
    apply();
    remember();
  });
  window.addEventListener("hashchange", recall);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("print").addEventListener("click", () => window.print());
  for (const pick of document.querySelectorAll(".pick")) {
    pick.addEventListener("click", () => {
      form.elements.rule.value = pick.dataset.rule;
      apply();
      remember();
      form.scrollIntoView();
    });
  }
  for (const mark of marks) {
    mark.addEventListener("click", () => {
      const number = mark.dataset.findings.split(" ").find((n) => !document.getElementById(`finding-${n}`).hidden);
      if (number) location.hash = `finding-${number}`;
    });
  }
  apply();
  recall();
})();
