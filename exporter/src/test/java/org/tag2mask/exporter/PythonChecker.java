package org.tag2mask.exporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code onnx.checker} of the system's Python, where there is one. */
final class PythonChecker implements AutoCloseable {
  /** Why there is none. */
  static final String MISSING = "no /usr/bin/python3 with the package onnx";

  private static final String PYTHON = "/usr/bin/python3";
  private static final String PROGRAM =
      """
      import sys
      try:
        import onnx
      except ImportError:
        print('none', flush=True)
        sys.exit()
      print(onnx.__version__, flush=True)
      for line in sys.stdin:
        try:
          model = onnx.load(line.strip())
          onnx.checker.check_model(model, full_check=True)
          print(model.producer_name, [o.name for o in model.graph.output], flush=True)
        except Exception as e:
          print(' '.join(str(e).split()), flush=True)
      """;

  private final LineProcess process;
  private final String version;

  private PythonChecker(LineProcess process) throws IOException {
    this.process = process;
    this.version = process.next();
  }

  /**
   * Starts it.
   *
   * @param folder for what it writes to standard error
   * @return empty where there is no Python or no onnx package for it
   */
  static Optional<PythonChecker> start(Path folder) throws IOException {
    if (!Files.exists(Path.of(PYTHON))) {
      return Optional.empty();
    }
    PythonChecker checker =
        new PythonChecker(
            LineProcess.start(
                List.of(PYTHON, "-c", PROGRAM), Map.of(), folder.resolve("python-errors")));
    if (checker.version.equals("none")) {
      checker.close();
      return Optional.empty();
    }
    return Optional.of(checker);
  }

  /** Before 1.13 the package ends at opset 17, without the antialiased Resize of scaled files. */
  boolean knowsOpset18() {
    return Integer.parseInt(version.split("\\.")[1]) >= 13;
  }

  /** Producer and outputs of a sound file, for example {@code tag2mask ['cam']}, or the problem. */
  String check(Path model) throws IOException {
    return process.ask(model.toString());
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
