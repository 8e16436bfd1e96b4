package org.tag2mask.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A job in a process of its own, which tests kill or give a full disk. */
public final class BatchProcess {
  private BatchProcess() {}

  /**
   * Runs a fake job.
   *
   * @param args image folder, mask folder, number of images, every how many is broken, microseconds
   *     of work an image
   */
  public static void main(String[] args) {
    Path images = Path.of(args[0]);
    Path out = Path.of(args[1]);
    long work = Long.parseLong(args[4]) * 1000;
    MaskFunction masks =
        (image, tags) -> {
          LockSupport.parkNanos(work);
          return FakeBatch.mask(image, tags);
        };
    MaskJob job =
        new MaskJob(
            new MaskFolder(out),
            FakeBatch.run(),
            FakeBatch::read,
            masks,
            JobOptions.defaults().withWorkers(3));
    try {
      JobSummary summary =
          job.run(
              FakeBatch.samples(images, Integer.parseInt(args[2]), Integer.parseInt(args[3])),
              JobListener.NONE);
      System.out.println("kept " + summary.kept() + " made " + summary.made());
    } catch (BatchException e) {
      System.out.println(e.getMessage());
      System.exit(4);
    }
  }

  /** Starts this program. */
  static Process start(List<String> prefix, Object... args) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add(BatchProcess.class.getName());
    for (Object arg : args) {
      command.add(arg.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }
}
