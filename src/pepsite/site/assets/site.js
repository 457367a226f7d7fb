// What Markdown and the theme cannot say by themselves. Without this script every word is
// still there.
const headings = [...document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)")]
const isAbove = (heading, table) =>
  heading.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING
document.querySelectorAll("article table").forEach((table) => {
  // A table is named by the heading above it.
  const above = headings.findLast((heading) => isAbove(heading, table))
  if (above?.id) table.setAttribute("aria-labelledby", above.id)

  // On a narrow screen each row becomes a card; a cell then carries its column's name.
  // A browser forgets that rows and cells are a table when they are laid out as cards.
  const names = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim())
  table.querySelectorAll("thead th").forEach((cell) => cell.setAttribute("scope", "col"))
  table.setAttribute("role", "table")
  table.querySelectorAll("thead, tbody").forEach((part) => part.setAttribute("role", "rowgroup"))
  table.querySelectorAll("tr").forEach((row) => row.setAttribute("role", "row"))
  table.querySelectorAll("th").forEach((cell) => cell.setAttribute("role", "columnheader"))
  table.querySelectorAll("tbody td").forEach((cell) => {
    cell.setAttribute("role", cell.cellIndex ? "cell" : "rowheader")
    cell.dataset.label = names[cell.cellIndex]
  })
})

// What does not fit scrolls in a box of the theme's, and no keyboard reached that.
addEventListener("DOMContentLoaded", () => {
  const fits = new ResizeObserver((entries) => entries.forEach(({ target: box }) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    else box.removeAttribute("tabindex")
  }))
  document.querySelectorAll(".md-typeset__scrollwrap").forEach((box) => {
    const name = box.querySelector("table")?.getAttribute("aria-labelledby")
    if (name) {
      box.setAttribute("role", "group")
      box.setAttribute("aria-labelledby", name)
    }
    fits.observe(box)
  })
})

// The theme's search is a dialog without a name.
document.querySelector(".md-search")?.setAttribute("aria-label", "Search")

// On a narrow screen the theme holds the page still while one searches, and a moment longer. What
// the keyboard reached meanwhile is brought into view once the page moves again.
new MutationObserver(() => {
  if (document.body.hasAttribute("data-md-scrolllock")) return
  document.activeElement?.scrollIntoView({ block: "nearest" })
}).observe(document.body, { attributeFilter: ["data-md-scrolllock"] })

// On a narrow screen the theme's menu is opened by a label, which no keyboard reaches, and while
// it is shut its links are still there to be reached: out of sight.
const drawer = document.getElementById("__drawer")
const label = document.querySelector("label.md-header__button[for=__drawer]")
const menu = document.querySelector(".md-sidebar--primary")
const narrow = matchMedia("(max-width: 76.234375em)")
if (drawer && label && menu) {
  const opener = document.createElement("button")
  opener.type = "button"
  opener.className = "md-header__button md-icon site-menu"
  opener.setAttribute("aria-label", "Menu")
  opener.append(...label.childNodes)
  label.replaceWith(opener)

  const follow = () => {
    menu.inert = narrow.matches && !drawer.checked
    opener.setAttribute("aria-expanded", drawer.checked)
  }
  const shut = () => drawer.checked && drawer.click()
  drawer.addEventListener("change", follow)
  narrow.addEventListener("change", follow)
  follow()

  opener.addEventListener("click", () => {
    drawer.click()
    if (drawer.checked) menu.querySelector(".md-nav__list a:not([hidden])")?.focus()
  })
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    shut()
    opener.focus()
  })
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) shut()
  })
}
