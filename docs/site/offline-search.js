// A page that was opened from a folder may not start the search's worker from a file. There the worker comes from a
// script, which hooks.py writes; Material itself reads the index from another.
if (location.protocol === "file:") {
  const here = document.currentScript.src
  document.write(`<script src="${new URL("../search/offline.js", here)}"></script>`)
  const Started = window.Worker
  window.Worker = function (url, options) {
    const source = new Blob([window.__search_worker], { type: "text/javascript" })
    return new Started(URL.createObjectURL(source), options)
  }
}
