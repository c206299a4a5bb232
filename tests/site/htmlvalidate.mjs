// What html-validate overlooks, each with its reason.
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Templates leave blank lines behind; no reader meets them.
    "no-trailing-whitespace": "off",
    // Sphinx writes `<link />` and a small doctype: HTML allows both.
    "void-style": "off",
    "doctype-style": "off",
    // The theme's checkboxes are called `__navigation` and `__toc`: HTML allows
    // every id without a space.
    "valid-id": ["error", { relaxed: true }],
    // The theme's `<article role="main">` is as good as `<main>`.
    "prefer-native-element": ["error", { exclude: ["main"] }],
    // Enter starts a search in every browser; the field needs no button.
    "wcag/h32": "off",
    // Sphinx's table of an index; a browser adds the tbody.
    "prefer-tbody": "off",
    // The theme writes `checked=""` where the reader is inside a chapter.
    "attribute-boolean-style": "off",
  },
};
