// Sorting and choosing in a long table. Without this script the table is whole, in the order in
// which it was written. The search passes such a table over: each row's own page is found instead.
document.querySelectorAll("article .sortable").forEach((around) => {
  const table = around.querySelector("table")
  const body = table.tBodies[0]
  const heads = [...table.tHead.rows[0].cells]
  const rows = [...body.rows]
  const textOf = (row, column) => row.cells[column].textContent.trim().replace(/^\u2013$/, "")
  const sortOf = (row, column) => row.cells[column].querySelector("[data-sort]")?.dataset.sort ?? textOf(row, column)

  // Sorting: a button in each heading.
  heads.forEach((head, column) => {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "sort"
    button.append(...head.childNodes)
    head.append(button)
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending"
      heads.forEach((other) => other.removeAttribute("aria-sort"))
      head.setAttribute("aria-sort", down ? "descending" : "ascending")
      const order = new Intl.Collator("en", { numeric: true }).compare
      const sorted = [...rows].sort((a, b) => {
        const [one, two] = [sortOf(a, column), sortOf(b, column)]
        if (!one || !two) return Number(!one) - Number(!two) // what has nothing comes last
        return down ? order(two, one) : order(one, two)
      })
      body.append(...sorted)
    })
  })

  // Choosing: a list for each heading that is named in the marker.
  const asked = new URLSearchParams(location.hash.slice(1))
  const box = document.createElement("div")
  box.className = "choose"
  box.setAttribute("role", "group")
  box.setAttribute("aria-label", "Choose what the table shows")
  const told = document.createElement("output")
  told.setAttribute("aria-live", "polite")
  const lists = around.dataset.choose.split(",").map((name) => {
    const column = heads.findIndex((head) => head.textContent.trim() === name)
    const label = document.createElement("label")
    const list = document.createElement("select")
    const values = [...new Set(rows.map((row) => textOf(row, column)))].filter(Boolean)
    list.append(new Option("All", ""), ...values.sort().map((value) => new Option(value, value)))
    if (values.includes(asked.get(name))) list.value = asked.get(name)
    const title = document.createElement("span")
    title.textContent = name
    label.append(title, document.createElement("br"), list)
    box.append(label)
    list.addEventListener("change", choose)
    return { column, list }
  })
  box.append(told)
  around.prepend(box)

  function choose() {
    let shown = 0
    rows.forEach((row) => {
      const fits = lists.every(({ column, list }) => !list.value || textOf(row, column) === list.value)
      row.hidden = !fits
      shown += fits
    })
    told.textContent = `${shown} of ${rows.length} shown`
  }
  choose()
})
