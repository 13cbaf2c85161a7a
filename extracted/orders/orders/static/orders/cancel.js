// The button wakes up with the tick.
document.addEventListener("DOMContentLoaded", () => {
  const tick = document.querySelector("input[name=confirm]");
  const button = tick?.form.querySelector("button[type=submit]");
  if (!button) return;
  const update = () => { button.disabled = !tick.checked; };
  tick.addEventListener("change", update);
  update();
});
