package org.tag2mask.data.image;

import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Decodes image files to upright 8-bit RGB. Thread-safe; keeps nothing between calls.
 *
 * <ul>
 *   <li>EXIF orientation is applied (JPEG, PNG, WebP, TIFF).
 *   <li>Grey and palette images become RGB; colour profiles are ignored.
 *   <li>CMYK and YCCK JPEGs with Adobe marker are converted without a profile; others are refused.
 *   <li>Transparent pixels are blended over white, the page people see them on (not dropped, which
 *       would show hidden colours). The fourth byte of a BMP is not alpha; the single transparent
 *       level that a grey PNG may name stays as it is.
 *   <li>16-bit samples are reduced to their high byte; more than 16 bits, floats and 12-bit JPEGs
 *       are refused.
 *   <li>A file that ends early is refused, where plain decoders fill the rest with grey; of a
 *       progressive JPEG that has its end mark, missing data are not found.
 * </ul>
 */
public final class ImageReader {

  private ImageReader() {}

  /**
   * Reads an image with {@link ImageLimits#DEFAULT}.
   *
   * @throws ImageException with the kind of fault
   */
  public static RgbImage read(Path file) {
    return read(file, ImageLimits.DEFAULT);
  }

  /**
   * Reads an image.
   *
   * @param limits checked against the file size and the header before any pixel is allocated
   * @throws ImageException with the kind of fault
   */
  public static RgbImage read(Path file, ImageLimits limits) {
    return decode(ImageFile.bytes(file, limits), file.toString(), limits);
  }

  /**
   * Reads only the header of an image: size, format, orientation.
   *
   * @throws ImageException with the kind of fault; a cut-off file is found here too
   */
  public static ImageHeader header(Path file, ImageLimits limits) {
    return ImageHeader.parse(ImageFile.bytes(file, limits), file.toString());
  }

  /**
   * Decodes the content of an image file.
   *
   * @param bytes the whole file; not modified
   * @param name the file's name, for messages
   * @param limits the largest picture
   * @throws ImageException with the kind of fault
   */
  public static RgbImage decode(byte[] bytes, String name, ImageLimits limits) {
    limits.checkBytes(name, bytes.length);
    ImageHeader header = ImageHeader.parse(bytes, name);
    limits.checkPixels(name, header.width(), header.height());
    int flags =
        header.alpha()
            ? opencv_imgcodecs.IMREAD_UNCHANGED
            : opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
    boolean turnedTiff =
        header.format() == ImageHeader.Format.TIFF && header.orientation() != Orientation.UPRIGHT;
    byte[] content = turnedTiff ? TiffParser.uprighted(bytes) : bytes;
    try (BytePointer data = new BytePointer(content);
        Mat file = new Mat(1, content.length, opencv_core.CV_8UC1, data);
        Mat decoded = opencv_imgcodecs.imdecode(file, flags)) {
      if (decoded == null || decoded.empty()) {
        throw ImageHeader.damaged(name, "the " + header.format() + " data cannot be decoded");
      }
      if (decoded.cols() != header.width() || decoded.rows() != header.height()) {
        throw ImageHeader.damaged(
            name,
            "its header says "
                + header.width()
                + " x "
                + header.height()
                + ", its data "
                + decoded.cols()
                + " x "
                + decoded.rows());
      }
      byte[] rgb = header.alpha() ? DecodedPixels.overWhite(decoded) : DecodedPixels.rgb(decoded);
      boolean doubtful = header.format() == ImageHeader.Format.JPEG && DecodedPixels.endsGrey(rgb);
      if (doubtful && JpegEntropy.lacksBlocks(bytes)) {
        throw ImageHeader.truncated(name, "its data end before the last block", null);
      }
      return header.orientation().apply(RgbImage.wrap(decoded.cols(), decoded.rows(), rgb));
    } catch (ImageException e) {
      throw e;
    } catch (RuntimeException e) {
      // JavaCPP turns C++ exceptions of OpenCV into plain RuntimeException.
      throw new ImageException(
          ImageException.Kind.DAMAGED,
          name + ": the " + header.format() + " data cannot be decoded: " + e.getMessage(),
          e);
    }
  }
}
