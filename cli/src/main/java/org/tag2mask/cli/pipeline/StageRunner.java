package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;

/** Runs the stages of a pipeline, as far as they are not done with the same inputs. */
final class StageRunner {
  private final StageBook book;
  private final PipelineRequest.Existing existing;
  private final Session session;
  private int worst = ExitCode.OK;

  StageRunner(Path out, PipelineRequest.Existing existing, Session session) throws IOException {
    this.book = new StageBook(out);
    this.existing = existing;
    this.session = session;
  }

  /** The work of a stage. */
  @FunctionalInterface
  interface Work {
    /**
     * Does it.
     *
     * @param anew whether results of an earlier start are outdated and must go
     * @return an exit code
     */
    int run(boolean anew) throws IOException;
  }

  /**
   * A stage that is skipped when it ended with these inputs and its outputs are there.
   *
   * @param name unique in the pipeline
   * @param inputs everything that decides the result
   * @param outputs files that must exist
   * @param work the stage
   * @return false when the pipeline ends here
   */
  boolean once(String name, Map<String, Object> inputs, List<Path> outputs, Work work)
      throws IOException {
    if (existing == PipelineRequest.Existing.KEEP
        && book.done(name, StageBook.key(inputs))
        && outputs.stream().allMatch(Files::exists)) {
      session
          .console()
          .note("skipped", Map.of("stage", name), name + ": done before, nothing changed");
      return true;
    }
    session.console().note("stage", Map.of("stage", name), name + ": begins");
    return always(name, inputs, work);
  }

  /**
   * A stage that is always begun, because its folder itself knows which results are valid.
   *
   * @param name unique in the pipeline
   * @param inputs everything that decides the result
   * @param work the stage
   * @return false when the pipeline ends here
   */
  boolean always(String name, Map<String, Object> inputs, Work work) throws IOException {
    String key = StageBook.key(inputs);
    boolean anew = existing == PipelineRequest.Existing.REPLACE || book.outdated(name, key);
    book.begin(name, key, inputs);
    int code = work.run(anew);
    if (code == ExitCode.OK) {
      book.end(name, key, inputs);
    }
    boolean goesOn = code == ExitCode.OK || code == ExitCode.SOME_FAILED;
    // A stage with failed images runs again next time: they may have been repaired.
    worst = goesOn ? Math.max(worst, code) : code;
    return goesOn;
  }

  /** 0, 3 when some images failed, or the code of the stage that ended the pipeline. */
  int exitCode() {
    return worst;
  }
}
