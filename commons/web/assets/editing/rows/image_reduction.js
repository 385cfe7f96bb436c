// Makes a heavy photo smaller before it is sent: a phone's photo of 12 MB would take
// minutes on a slow line. The server does the same for who has no scripts. An image
// that the server refuses for its format is drawn as a JPEG where the browser knows it.
const HEAVY_BYTES = 2_500_000;
const LONGEST_SIDE = 2880; // pixels
const QUALITY = 0.88;
const KEPT = /^image\/(jpeg|png|webp)$/;
const FOREIGN = /^image\/(avif|hei[cf]|tiff|bmp)$/;

// Gives a smaller file of the same name, one of another format, or the file itself
// when it is light, is no image that we know, or does not get smaller.
export async function reduceImage(file) {
  const isForeign = FOREIGN.test(file.type);
  if (!isForeign && !isHeavy(file)) return file;
  const type = isForeign ? "image/jpeg" : file.type;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const [width, height] = fitWithin(image.width, image.height);
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    if (isForeign) pen.fillRect(0, 0, width, height);
    pen.drawImage(image, 0, 0, width, height);
    image.close();
    const made = await new Promise((done) => canvas.toBlob(done, type, QUALITY));
    return made?.type === type && (isForeign || made.size < file.size)
      ? new File([made], file.name, { type })
      : file;
  } catch {
    return file; // not a picture after all, or too large for this device: the server tells
  }
}

export const isHeavy = ({ type, size }) => KEPT.test(type) && size > HEAVY_BYTES;

// Gives the width and height of a picture whose longest side is no longer than `side`.
export function fitWithin(width, height, side = LONGEST_SIDE) {
  const scale = Math.min(1, side / Math.max(width, height));
  return [width, height].map((length) => Math.max(1, Math.round(length * scale)));
}
