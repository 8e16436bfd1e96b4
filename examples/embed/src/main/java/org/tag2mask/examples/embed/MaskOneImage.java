package org.tag2mask.examples.embed;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * Makes the mask of one tagged image: {@code MaskOneImage classifier.onnx photo.jpg mask.png dog
 * person}. Needs the runtime jar and the JDK, nothing else.
 */
public final class MaskOneImage {
  private MaskOneImage() {}

  /**
   * The program.
   *
   * @param args classifier, image, mask to write, then the tags
   */
  public static void main(String[] args) {
    if (args.length < 3) {
      System.err.println("usage: MaskOneImage classifier.onnx photo.jpg mask.png TAG...");
      System.exit(2);
    }
    Set<String> tags = new TreeSet<>(Arrays.asList(args).subList(3, args.length));
    try {
      LabelMap mask = mask(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), tags);
      System.out.println("wrote " + args[2] + " (" + mask.width() + "x" + mask.height() + ")");
    } catch (Tag2MaskException | IOException e) {
      System.err.println(e.getMessage());
      System.exit(4);
    }
  }

  /**
   * Makes and writes one mask. A service would build the masker once and share it between its
   * threads instead.
   *
   * @param classifier ONNX file
   * @param photo an image ImageIO can read
   * @param out the palette PNG to write
   * @param tags names of the classes in the image
   * @return the mask
   * @throws IOException when the image cannot be read or the mask not written
   */
  static LabelMap mask(Path classifier, Path photo, Path out, Set<String> tags) throws IOException {
    try (PseudoMasker masker =
        PseudoMasker.builder()
            .classifier(classifier)
            .recipe(MaskRecipe.irn())
            .device(Device.auto())
            .build()) {
      LabelMap mask = masker.mask(read(photo), tags);
      AtomicFile.write(
          out,
          stream -> {
            if (!ImageIO.write(paletteImage(mask), "png", stream)) {
              throw new IOException("this Java has no PNG writer");
            }
          });
      return mask;
    }
  }

  private static RgbImage read(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null) {
      throw new IOException(file + " is no image that ImageIO can read; expected JPEG or PNG");
    }
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[3 * width * height];
    int[] row = new int[width];
    for (int y = 0, to = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int pixel : row) {
        rgb[to++] = (byte) (pixel >> 16);
        rgb[to++] = (byte) (pixel >> 8);
        rgb[to++] = (byte) pixel;
      }
    }
    return RgbImage.wrap(width, height, rgb);
  }

  /** The labels as palette indices, with the colours PASCAL VOC gives them. */
  private static BufferedImage paletteImage(LabelMap mask) {
    byte[] red = new byte[256];
    byte[] green = new byte[256];
    byte[] blue = new byte[256];
    for (int id = 0; id < 256; id++) {
      for (int bit = 0; bit < 8; bit += 3) {
        int shift = 7 - bit / 3;
        red[id] |= (byte) ((id >> bit & 1) << shift);
        green[id] |= (byte) ((id >> (bit + 1) & 1) << shift);
        blue[id] |= (byte) ((bit + 2 < 8 ? id >> (bit + 2) & 1 : 0) << shift);
      }
    }
    BufferedImage image =
        new BufferedImage(
            mask.width(),
            mask.height(),
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, 256, red, green, blue));
    image.getRaster().setDataElements(0, 0, mask.width(), mask.height(), mask.toBytes());
    return image;
  }
}
