// The door of a lecturer's link: the secret leaves the address bar at once and waits in the form for the press of the
// button. The page behind it: a button that prints.

const door = document.getElementById("door");
const [, secret] = /^#l=(.+)$/.exec(location.hash) || [];
if (door && secret) {
  history.replaceState(null, "", location.pathname);
  door.elements.link.value = secret;
  document.getElementById("paste").hidden = true;
}

const print_ = document.getElementById("print");
if (print_) {
  print_.hidden = false;
  print_.addEventListener("click", () => window.print());
}
