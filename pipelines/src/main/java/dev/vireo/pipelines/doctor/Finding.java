package dev.vireo.pipelines.doctor;

/**
 * The answer to one question.
 *
 * @param ok whether all is well
 * @param found what there is
 * @param remedy what to do, empty if all is well
 */
public record Finding(boolean ok, String found, String remedy) {

  static Finding ok(String found) {
    return new Finding(true, found, "");
  }

  static Finding problem(String found, String remedy) {
    return new Finding(false, found, remedy);
  }
}
