// Makes a heavy photo smaller before it is sent: a phone's photo of 12 MB would take
// minutes on a slow line. The server does the same for who has no scripts.
const HEAVY_BYTES = 2_500_000;
const LONGEST_SIDE = 2880; // pixels
const QUALITY = 0.88;
const TYPES = ["image/jpeg", "image/png", "image/webp"];

// Gives a smaller file of the same name, or the file itself when it is light, is no
// image that we know, or does not get smaller.
export async function reduceImage(file) {
  if (!isHeavy(file)) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const [width, height] = fitWithin(image.width, image.height);
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    image.close();
    const made = await new Promise((done) => canvas.toBlob(done, file.type, QUALITY));
    return made && made.type === file.type && made.size < file.size
      ? new File([made], file.name, { type: file.type })
      : file;
  } catch {
    return file; // not a picture after all, or too large for this device: the server tells
  }
}

export const isHeavy = ({ type, size }) => TYPES.includes(type) && size > HEAVY_BYTES;

// Gives the width and height of a picture whose longest side is no longer than `side`.
export function fitWithin(width, height, side = LONGEST_SIDE) {
  const scale = Math.min(1, side / Math.max(width, height));
  return [width, height].map((length) => Math.max(1, Math.round(length * scale)));
}
