// Loads Python at the press of a button, and shows the one line that it prints.
const [button] = document.getElementsByTagName("button");
const [output] = document.getElementsByTagName("output");
button.addEventListener("click", () => {
  const worker = new Worker("worker.js", { type: "module" });
  worker.addEventListener("message", ({ data }) => {
    output.textContent += data;
  });
});
