import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { nameFiles, selectImages, tellRefusal, withoutFile } from "../../../commons/web/assets/editing/rows/file_upload.js";
import { messages } from "../../../commons/web/assets/widgets/messages.js";

const file = (name, { content = "…", type = "image/png", lastModified = 1 } = {}) =>
  new File([content], name, { type, lastModified });

afterEach(() => {
  delete messages.unsentyet;
  delete messages.unsent;
});

test("files that are not sent yet are named, and nothing is said without any", () => {
  messages.unsentyet = "Pas encore envoyé : {names}.";
  assert.equal(nameFiles([]), "");
  assert.equal(nameFiles([file("a.png")]), "Pas encore envoyé : a.png.");
  assert.equal(nameFiles([file("a.png"), file("b.pdf")]), "Pas encore envoyé : a.png, b.pdf.");
});

test("a refusal names its file once", () => {
  messages.unsent = "« {name} » n’est pas ajouté : {why}";
  const why = "Images : « a.tif » est une image TIFF";
  assert.equal(tellRefusal("a.tif", why), "« a.tif » est une image TIFF");
  assert.equal(tellRefusal("a.tif", "Trop grand"), "« a.tif » n’est pas ajouté : Trop grand");
});

test("of what is pasted, images alone are taken", () => {
  const image = file("a.png");
  const drawing = file("b.svg", { type: "image/svg+xml" });
  const text = file("c.txt", { type: "text/plain" });
  const unknown = file("image", { type: "" });
  assert.deepEqual(selectImages([text, image, unknown, drawing]), [image, drawing]);
});

test("the file that was sent leaves, those that wait stay in their order", () => {
  const [first, second, third] = ["a.png", "b.png", "c.png"].map((name) => file(name));
  assert.deepEqual(withoutFile([first, second, third], second), [first, third]);
});

test("another file of the same name stays", () => {
  const sent = file("photo.jpg");
  const longer = file("photo.jpg", { content: "longer" });
  const later = file("photo.jpg", { lastModified: 2 });
  assert.deepEqual(withoutFile([longer, later, sent], sent), [longer, later]);
  assert.deepEqual(withoutFile([longer, later], sent), [longer, later]);
});

test("a file that was chosen twice leaves once", () => {
  const once = file("a.png");
  const twice = file("a.png");
  assert.deepEqual(withoutFile([once, twice], once), [twice]);
});
