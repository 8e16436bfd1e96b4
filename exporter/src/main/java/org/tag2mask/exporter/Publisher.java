package org.tag2mask.exporter;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
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
    try {
      Path file = Files.createTempFile("tag2mask-", ".onnx");
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
          model.writeTo(out);
        }
        return check(model, file, reference);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new ExportException("cannot write a temporary file to check the model: " + e, e);
    }
  }

  private static ExportReport check(
      ExportedModel model, Path file, Optional<ReferenceForward> reference) throws IOException {
    List<CheckResult> checks = new ArrayList<>();
    List<Drift> drifts = new ArrayList<>();
    checks.add(StructureCheck.of(file));
    checks.add(OfficialCheck.of(file));
    // a broken file may crash a native library, so the later checks run only on sound ones
    if (checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED)) {
      DriftCheck.Answers answers = DriftCheck.run(model, file);
      checks.add(answers.check());
      if (answers.check().outcome() != Outcome.FAILED && reference.isPresent()) {
        drifts.addAll(DriftCheck.measure(model, answers, reference.get()));
        checks.add(DriftCheck.verdict(model, drifts));
      }
    }
    return new ExportReport(sha256(file), Files.size(file), checks, drifts);
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
    ExportReport[] report = new ExportReport[1];
    AtomicFile.write(
        target,
        model::writeTo,
        written -> {
          report[0] = check(model, written, reference);
          requirePassed(report[0], target);
        });
    return report[0];
  }

  private static void requirePassed(ExportReport report, Path target) {
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
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
