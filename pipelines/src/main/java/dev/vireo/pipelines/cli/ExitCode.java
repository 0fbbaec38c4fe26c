package dev.vireo.pipelines.cli;

/** What the process tells its caller. */
final class ExitCode {

  /** Done, or nothing left to do. */
  static final int DONE = 0;

  /** Failed. */
  static final int FAILED = 1;

  /** The input, the configuration or the command line is wrong. */
  static final int BAD_INPUT = 2;

  /** Waiting for what others do; the same command continues later. EX_TEMPFAIL of sysexits.h. */
  static final int WAITING = 75;

  /** Stopped by a signal: this, and the signal's number. */
  static final int SIGNAL = 128;

  private ExitCode() {}
}
