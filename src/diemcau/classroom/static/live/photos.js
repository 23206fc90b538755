// Photos of paper: drawn anew by this device, so small that a weak line carries them, and without where they were taken.

const LONGEST_SIDE = 1400; // px
const SHORTEST_SIDE = 500;
const LARGEST = 60 * 1024; // characters of the data address
const QUALITIES = [0.8, 0.65, 0.5, 0.35, 0.25];

function loaded(file) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    const address = URL.createObjectURL(file);
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("no picture"));
    image.src = address;
  });
}

function drawn(image, side) {
  const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // what is clear would turn black
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A picture file as the data address of a small JPEG; throws when it is no picture, or cannot be made small. */
export async function smaller(file) {
  const image = await loaded(file);
  try {
    for (let side = LONGEST_SIDE; side >= SHORTEST_SIDE; side = Math.round(side * 0.8)) {
      const canvas = drawn(image, side);
      for (const quality of QUALITIES) {
        const address = canvas.toDataURL("image/jpeg", quality);
        if (address.startsWith("data:image/jpeg;") && address.length <= LARGEST) return address;
      }
    }
  } finally {
    URL.revokeObjectURL(image.src);
  }
  throw new Error("too large");
}
