package org.tag2mask.cli.option;

import com.beust.jcommander.converters.IParameterSplitter;
import java.util.List;

/** Takes the value of a repeatable option as it stands: its commas belong to it. */
public final class WholeValue implements IParameterSplitter {
  @Override
  public List<String> split(String value) {
    return List.of(value);
  }
}
