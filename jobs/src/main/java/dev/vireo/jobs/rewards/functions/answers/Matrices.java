package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Expression.Call;
import dev.vireo.jobs.rewards.functions.answers.Expression.Matrix;
import java.util.ArrayList;
import java.util.List;

/** Sums of matrices and their multiples, as one matrix of terms. */
final class Matrices {
  private Matrices() {}

  static Expression simplified(Expression expression) {
    if (!(expression instanceof Call call)) {
      return expression;
    }
    List<Expression> parts = call.arguments().stream().map(Matrices::simplified).toList();
    return switch (call.operation()) {
      case ADD, SUBTRACT ->
          parts.get(0) instanceof Matrix left && parts.get(1) instanceof Matrix right
              ? combined(call.operation(), left, right)
              : expression;
      case NEGATE -> parts.get(0) instanceof Matrix only ? negated(only) : expression;
      case MULTIPLY -> {
        if (parts.get(0) instanceof Matrix left && !(parts.get(1) instanceof Matrix)) {
          yield scaled(Operation.MULTIPLY, left, parts.get(1));
        }
        yield parts.get(1) instanceof Matrix right && !(parts.get(0) instanceof Matrix)
            ? scaled(Operation.MULTIPLY, right, parts.get(0))
            : expression;
      }
      case DIVIDE ->
          parts.get(0) instanceof Matrix left
              ? scaled(Operation.DIVIDE, left, parts.get(1))
              : expression;
      default -> expression;
    };
  }

  private static Matrix combined(Operation operation, Matrix left, Matrix right) {
    if (left.rows().size() != right.rows().size()
        || left.rows().get(0).size() != right.rows().get(0).size()) {
      throw new ArithmeticException("matrices of different size");
    }
    List<List<Expression>> rows = new ArrayList<>();
    for (int i = 0; i < left.rows().size(); i++) {
      List<Expression> row = new ArrayList<>();
      for (int j = 0; j < left.rows().get(i).size(); j++) {
        row.add(new Call(operation, left.rows().get(i).get(j), right.rows().get(i).get(j)));
      }
      rows.add(List.copyOf(row));
    }
    return new Matrix(List.copyOf(rows));
  }

  private static Matrix negated(Matrix matrix) {
    return new Matrix(
        matrix.rows().stream()
            .map(
                row ->
                    row.stream().<Expression>map(cell -> new Call(Operation.NEGATE, cell)).toList())
            .toList());
  }

  private static Matrix scaled(Operation operation, Matrix matrix, Expression factor) {
    return new Matrix(
        matrix.rows().stream()
            .map(
                row ->
                    row.stream()
                        .<Expression>map(cell -> new Call(operation, cell, factor))
                        .toList())
            .toList());
  }
}
