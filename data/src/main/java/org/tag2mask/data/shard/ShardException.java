package org.tag2mask.data.shard;

import org.tag2mask.runtime.Tag2MaskException;

/** A shard that cannot be used, or an id that cannot be a name in one. */
public final class ShardException extends Tag2MaskException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message where it is, what was found, what was expected
   */
  public ShardException(String message) {
    super(message);
  }

  /**
   * Creates the exception with the fault below it.
   *
   * @param message where it is, what was found, what was expected
   * @param cause the fault below
   */
  public ShardException(String message, Throwable cause) {
    super(message, cause);
  }
}
