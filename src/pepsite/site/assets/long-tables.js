// Sorting and choosing in a long table. Without this script the table is whole, in the order in
// which it was written. The search passes such a table over: each row's own page is found instead.
document.querySelectorAll("article .sortable").forEach((around) => {
  const table = around.querySelector("table")
  const body = table.tBodies[0]
  const heads = [...table.tHead.rows[0].cells]
  const rows = [...body.rows]
  const textOf = (row, column) => row.cells[column].textContent.trim().replace(/^\u2013$/, "")
  const sortOf = (row, column) => row.cells[column].querySelector("[data-sort]")?.dataset.sort ?? textOf(row, column)

  const box = document.createElement("div")
  box.className = "choose"
  box.setAttribute("role", "group")
  box.setAttribute("aria-label", "Choose what the table shows")
  const listNamed = (name, options) => {
    const label = document.createElement("label")
    const title = document.createElement("span")
    title.textContent = name
    const list = document.createElement("select")
    list.append(...options.map(([shown, value]) => new Option(shown, value)))
    label.append(title, document.createElement("br"), list)
    box.append(label)
    return list
  }

  // Sorting: a button in each heading.
  heads.forEach((head, column) => {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "sort"
    button.append(...head.childNodes)
    head.append(button)
    button.addEventListener("click", () => {
      sort(column, head.getAttribute("aria-sort") === "ascending")
    })
  })

  function sort(column, down) {
    heads.forEach((head) => head.removeAttribute("aria-sort"))
    heads[column].setAttribute("aria-sort", down ? "descending" : "ascending")
    const order = new Intl.Collator("en", { numeric: true }).compare
    const sorted = [...rows].sort((a, b) => {
      const [one, two] = [sortOf(a, column), sortOf(b, column)]
      if (!one || !two) return Number(!one) - Number(!two) // what has nothing comes last
      return down ? order(two, one) : order(one, two)
    })
    body.append(...sorted)
    sorting.value = `${column}${down ? " down" : ""}`
  }

  // Choosing: a list for each heading that is named in the marker.
  const asked = new URLSearchParams(location.hash.slice(1))
  const told = document.createElement("output")
  told.setAttribute("aria-live", "polite")
  const lists = around.dataset.choose.split(",").map((name) => {
    const column = heads.findIndex((head) => head.textContent.trim() === name)
    const values = [...new Set(rows.map((row) => textOf(row, column)))].filter(Boolean)
    const list = listNamed(name, [["All", ""], ...values.sort().map((value) => [value, value])])
    if (values.includes(asked.get(name))) list.value = asked.get(name)
    list.addEventListener("change", choose)
    return { column, list }
  })

  // Where rows are cards no heading is seen: a list takes the place of their buttons.
  const sorting = listNamed("Sort by", [
    ["", ""],
    ...heads.flatMap((head, column) => [
      [head.textContent.trim(), `${column}`],
      [`${head.textContent.trim()}, last first`, `${column} down`],
    ]),
  ])
  sorting.parentElement.className = "sort-by"
  sorting.options[0].hidden = true
  sorting.addEventListener("change", () => sort(parseInt(sorting.value), sorting.value.endsWith("down")))
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
