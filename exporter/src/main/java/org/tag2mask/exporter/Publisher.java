package org.tag2mask.exporter;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tag2mask.exporter.check.CheckResult;
import org.tag2mask.exporter.check.CheckResult.Outcome;
import org.tag2mask.exporter.check.Drift;
import org.tag2mask.exporter.check.DriftCheck;
import org.tag2mask.exporter.check.OfficialCheck;
import org.tag2mask.exporter.check.StructureCheck;
import org.tag2mask.runtime.file.AtomicFile;

/**
 * Checks an exported model and only then writes it, whole or not at all: its structure, the
 * official checker where that loads, ONNX Runtime, and equality with the network.
 */
public final class Publisher {
  private Publisher() {}

  /** What to do when there is nothing to compare the file with. */
  public enum MissingReference {
    /** Do not write the file. */
    REFUSE,
    /** Write it after the other checks. */
    ALLOW
  }

  /**
   * Checks a model without writing it.
   *
   * @param model the model
   * @param reference computes the network independently; may be empty
   * @return what was found; a failed check does not throw
   */
  public static ExportReport check(ExportedModel model, Optional<ReferenceForward> reference) {
    return check(model, model.bytes(), reference);
  }

  private static ExportReport check(
      ExportedModel model, byte[] file, Optional<ReferenceForward> reference) {
    List<CheckResult> checks = new ArrayList<>();
    List<Drift> drifts = new ArrayList<>();
    checks.add(StructureCheck.of(model.proto()));
    checks.add(OfficialCheck.of(file));
    // a broken file may crash a native library, so the later checks run only on sound ones
    if (checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED)) {
      checks.add(DriftCheck.runs(model, file));
    }
    boolean sound = checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED);
    if (sound && reference.isPresent()) {
      drifts.addAll(DriftCheck.measure(model, file, reference.get()));
      checks.add(DriftCheck.verdict(model, drifts));
    }
    return new ExportReport(sha256(file), file.length, checks, drifts);
  }

  /**
   * Checks a model and writes it.
   *
   * @param model the model
   * @param target the file; its folder must exist; replaced only by a file that passed
   * @param reference computes the network independently
   * @param missing what to do without a reference
   * @return what was found
   * @throws ExportException if a check failed, or there is no reference and that is refused; the
   *     target is as it was before
   * @throws IOException if the file cannot be written; the target is as it was before
   */
  public static ExportReport publish(
      ExportedModel model,
      Path target,
      Optional<ReferenceForward> reference,
      MissingReference missing)
      throws IOException {
    if (reference.isEmpty() && missing == MissingReference.REFUSE) {
      throw new ExportException(
          "there is nothing to compare the exported model with, so "
              + target
              + " was not written; give a reference, or allow publishing without one");
    }
    byte[] file = model.bytes();
    ExportReport report = check(model, file, reference);
    if (!report.passed()) {
      throw new ExportException(
          "the exported model failed its checks, so "
              + target
              + " was not written: "
              + report.checks().stream()
                  .filter(check -> check.outcome() == Outcome.FAILED)
                  .map(CheckResult::toString)
                  .collect(Collectors.joining("; ")));
    }
    AtomicFile.write(target, file);
    return report;
  }

  private static String sha256(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
