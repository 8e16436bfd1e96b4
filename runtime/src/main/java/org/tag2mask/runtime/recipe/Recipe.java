package org.tag2mask.runtime.recipe;

/** An immutable value that says how something is made of an image, with a name and a JSON form. */
public interface Recipe {
  /**
   * The recipe's name, for people.
   *
   * @return not blank
   */
  String name();

  /**
   * The recipe as JSON.
   *
   * @return indented JSON; reading it back gives an equal recipe
   */
  String toJson();
}
