// Dark before the first paint. The theme asks the device only once the page is drawn, and
// would show it in light colours first. A choice made by hand is the theme's to restore.
if (matchMedia("(prefers-color-scheme: dark)").matches) {
  new MutationObserver((changes, observer) => {
    if (document.body) {
      document.body.setAttribute("data-md-color-scheme", "slate")
      observer.disconnect()
    }
  }).observe(document.documentElement, { childList: true })
}
