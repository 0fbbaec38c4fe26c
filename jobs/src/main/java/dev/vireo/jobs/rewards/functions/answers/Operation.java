package dev.vireo.jobs.rewards.functions.answers;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operations and functions that have a value. */
enum Operation {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  NEGATE,
  POWER,
  /** Of a number, the n-th. */
  ROOT,
  FACTORIAL,
  BINOMIAL,
  /** Of a number, to a base. */
  LOGARITHM,
  ABSOLUTE("abs"),
  FLOOR("floor"),
  CEILING("ceil"),
  SINE("sin"),
  COSINE("cos"),
  TANGENT("tan"),
  COTANGENT("cot"),
  SECANT("sec"),
  COSECANT("csc"),
  ARC_SINE("arcsin"),
  ARC_COSINE("arccos"),
  ARC_TANGENT("arctan"),
  HYPERBOLIC_SINE("sinh"),
  HYPERBOLIC_COSINE("cosh"),
  HYPERBOLIC_TANGENT("tanh"),
  EXPONENTIAL("exp"),
  NATURAL_LOGARITHM("ln"),
  DECIMAL_LOGARITHM("lg");

  private static final Map<String, Operation> FUNCTIONS =
      Arrays.stream(values())
          .filter(operation -> operation.function != null)
          .collect(Collectors.toMap(operation -> operation.function, Function.identity()));

  private final String function;

  Operation() {
    this(null);
  }

  Operation(String function) {
    this.function = function;
  }

  /** The function of one argument that is called so, or null. */
  static Operation function(String name) {
    return FUNCTIONS.get(name);
  }

  /** What undoes it, for {@code \sin^{-1}}, or null. */
  Operation inverse() {
    return switch (this) {
      case SINE -> ARC_SINE;
      case COSINE -> ARC_COSINE;
      case TANGENT -> ARC_TANGENT;
      default -> null;
    };
  }
}
