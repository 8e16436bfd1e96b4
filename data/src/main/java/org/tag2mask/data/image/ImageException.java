package org.tag2mask.data.image;

import org.tag2mask.runtime.Tag2MaskException;

/** An image or mask file that cannot be used. The message begins with the file's name. */
public final class ImageException extends Tag2MaskException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with a file. */
  public enum Kind {
    /** There is no such file. */
    MISSING("image-missing"),
    /** The file is there but the system does not let us read it. */
    UNREADABLE("image-unreadable"),
    /** The content is no image of a known format (or empty). */
    NOT_AN_IMAGE("not-an-image"),
    /** The file ends before the image does. */
    TRUNCATED("image-truncated"),
    /** The content contradicts itself or its checksums. */
    DAMAGED("image-damaged"),
    /** More pixels or bytes than {@link ImageLimits} allows. */
    TOO_LARGE("image-too-large"),
    /** A sound image of a variety that is not supported. */
    UNSUPPORTED("image-unsupported"),
    /** A mask of another size than its image. */
    MASK_SIZE("mask-size"),
    /** A mask with an index beyond the classes. */
    MASK_CLASS("mask-class");

    private final String errorClass;

    Kind(String errorClass) {
      this.errorClass = errorClass;
    }

    /** A stable word for ledgers and statistics, such as {@code image-truncated}. */
    public String errorClass() {
      return errorClass;
    }
  }

  private final Kind kind;

  /**
   * Creates the exception.
   *
   * @param kind what is wrong
   * @param message what was found, what was expected, what to do; begins with the file's name
   */
  public ImageException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /**
   * Creates the exception with the fault below it.
   *
   * @param kind what is wrong
   * @param message what was found, what was expected, what to do; begins with the file's name
   * @param cause the fault below
   */
  public ImageException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
