(function () {
  "use strict";
  var form = document.querySelector(".filters");
  if (!form) { return; }
  var list = [].slice.call(document.querySelectorAll(".finding"));
  var marks = [].slice.call(document.querySelectorAll(".text .m[data-f], .text .n"));
  var groups = [].slice.call(document.querySelectorAll(".group, .part"));
  var boxes = [].slice.call(form.elements).filter(function (box) { return box.type === "checkbox"; });
  var shown = form.querySelector(".shown");

  function apply() {
    var off = {}, visible = {}, count = 0;
    boxes.forEach(function (box) { if (!box.checked) { off[box.name + ":" + box.value] = true; } });
    list.forEach(function (item) {
      var hidden = ["measure", "severity", "kind"].some(function (name) {
        return off[name + ":" + item.getAttribute("data-" + name)];
      });
      item.hidden = hidden;
      if (!hidden) { count += 1; visible[item.getAttribute("data-f")] = true; }
    });
    groups.forEach(function (group) { group.hidden = !group.querySelector(".finding:not([hidden])"); });
    marks.forEach(function (mark) {
      var numbers = (mark.getAttribute("data-f") || mark.getAttribute("data-n")).split(" ");
      mark.classList.toggle("off", !numbers.some(function (number) { return visible[number]; }));
    });
    shown.textContent = count === list.length ? "" : "已筛选：显示" + count + "条，共" + list.length + "条";
  }

  // A word under several findings shows all of them, not only the one it links to.
  function tell(event) {
    var mark = event.target.closest ? event.target.closest(".text .m[data-f]") : null;
    if (!mark) { return; }
    var numbers = mark.getAttribute("data-f").split(" ");
    list.forEach(function (item) {
      item.classList.toggle("told", numbers.indexOf(item.getAttribute("data-f")) >= 0);
    });
  }

  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.addEventListener("click", tell);
  apply();
}());
