// The one script of the five pages: which screen it is stands on the html element.

// A line that breaks in the middle of a file leaves the page half loaded, and browsers remember the
// failure: only a new try of the whole page helps. The sentence for it stands in the page itself.
function again(error) {
  console.error("start", error);
  document.getElementById("slow").hidden = false;
  setTimeout(() => location.reload(), 4000 + 4000 * Math.random());
}

import("./frame.js").then(({ start }) => start(document.documentElement.dataset.screen)).catch(again);
