package dev.vireo.jobs.runtime.settings;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How the values of one type are spelled in settings, where that is not simply a record's keys: a
 * closed set of alternatives, each with a short form of its own.
 *
 * @param <T> the type
 */
public interface SettingFormat<T> {

  /** The type, usually a sealed interface; it covers its subtypes. */
  Class<T> type();

  /** What users may write, as the end of "expected ...": all the forms, with examples. */
  String expected();

  /**
   * Reads a value.
   *
   * @throws dev.vireo.algorithms.InputException if the tree is not one of the forms, or its values
   *     are impossible; the message needs neither file nor key, the caller adds them
   */
  T read(JsonNode tree);

  /** The tree that {@link #read} turns back into the same value. */
  JsonNode write(T value);
}
