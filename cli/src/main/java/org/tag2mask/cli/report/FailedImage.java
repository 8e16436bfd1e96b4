package org.tag2mask.cli.report;

import java.util.Objects;

/**
 * An image without a mask.
 *
 * @param id the image's id
 * @param kind the class of the error, as in the ledger ({@code ImageException})
 * @param message what was found, what was expected, what to do
 */
public record FailedImage(String id, String kind, String message) {

  /** Checks that nothing is missing. */
  public FailedImage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(message, "message");
  }
}
