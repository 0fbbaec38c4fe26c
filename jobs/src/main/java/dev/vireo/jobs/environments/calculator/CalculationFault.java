package dev.vireo.jobs.environments.calculator;

/** Why an expression has no value, in words for whoever wrote it. */
final class CalculationFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CalculationFault(String message) {
    // Thrown for every mistake of a policy: nobody looks at where.
    super(message, null, false, false);
  }
}
