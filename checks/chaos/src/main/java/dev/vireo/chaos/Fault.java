package dev.vireo.chaos;

/** A kind of mishap, and what is demanded of a run that meets it. */
interface Fault {

  /** The name that the command line uses. */
  String name();

  /** What happens to the run, in a few words. */
  String what();

  /**
   * Makes it happen, as often as it takes.
   *
   * @return what was demanded and held, with its counts, in a line
   * @throws Unmet if something demanded did not hold
   */
  String provoke(Workshop workshop) throws Exception;
}
