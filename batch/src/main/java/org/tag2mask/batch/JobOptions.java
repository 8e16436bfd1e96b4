package org.tag2mask.batch;

/**
 * How a job runs; none of it changes a mask.
 *
 * @param workers threads, 1 to 1024; each holds one image at a time
 * @param resume what happens to masks that are there already
 */
public record JobOptions(int workers, Resume resume) {

  /** What happens to masks that are there already. */
  public enum Resume {
    /** Valid masks of the same settings are kept; a folder of other settings is refused. */
    KEEP,
    /** The masks of a mask folder are removed first; a folder of other things is refused. */
    ANEW
  }

  /** Checks the range. */
  public JobOptions {
    if (workers < 1 || workers > 1024) {
      throw new BatchException("workers must be 1 to 1024, found " + workers);
    }
  }

  /**
   * Valid masks kept, one worker a core and two more: each mask is forced to the disk, and while
   * some workers wait for that the others keep the cores busy.
   *
   * @return the options
   */
  public static JobOptions defaults() {
    return new JobOptions(Runtime.getRuntime().availableProcessors() + 2, Resume.KEEP);
  }

  /**
   * The same with another number of workers.
   *
   * @param newWorkers 1 to 1024
   * @return new options
   */
  public JobOptions withWorkers(int newWorkers) {
    return new JobOptions(newWorkers, resume);
  }

  /**
   * The same with another treatment of what is there.
   *
   * @param newResume keep or start anew
   * @return new options
   */
  public JobOptions withResume(Resume newResume) {
    return new JobOptions(workers, newResume);
  }
}
