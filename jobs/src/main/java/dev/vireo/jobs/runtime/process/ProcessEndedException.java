package dev.vireo.jobs.runtime.process;

/** A process ended instead of answering. The message says how, and the last line it printed. */
public final class ProcessEndedException extends Exception {
  private static final long serialVersionUID = 1L;

  ProcessEndedException(String how) {
    super(how);
  }
}
