package dev.vireo.jobs.rewards.functions.answers;

import dev.vireo.jobs.rewards.functions.answers.Expression.Elements;
import dev.vireo.jobs.rewards.functions.answers.Expression.Matrix;
import dev.vireo.jobs.rewards.functions.answers.Expression.Relation;
import dev.vireo.jobs.rewards.functions.answers.Expression.SetOperation;
import dev.vireo.jobs.rewards.functions.answers.Expression.Symbol;
import dev.vireo.jobs.rewards.functions.answers.Expression.Tuple;
import dev.vireo.jobs.rewards.functions.answers.Expression.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a given answer is the reference. It may say more than the reference ({@code x = 5} for
 * {@code 5}), and if the reference is an assignment, less.
 *
 * <p>Numbers and terms are compared by {@link TermEquality}; this class compares what they are the
 * parts of.
 */
final class AnswerEquality {
  /** Elements, cells and intervals of one answer that are compared with each other. */
  private static final int MOST_ELEMENTS = 60;

  private AnswerEquality() {}

  static boolean same(Expression reference, Expression given) {
    Expression expected = Relations.shortened(reference);
    Expression answer = Relations.shortened(given);
    if (answer instanceof Relation relation && !(expected instanceof Relation)) {
      if (isSet(expected) && Relations.asSet(relation).isPresent()) {
        answer = Relations.asSet(relation).get();
      } else if (Relations.isEquation(relation) || Relations.isMembership(relation)) {
        answer = Relations.lastSide(relation);
      }
    } else if (expected instanceof Relation relation && !(answer instanceof Relation)) {
      if (Relations.isAssignment(relation) || Relations.isMembership(relation)) {
        expected = Relations.lastSide(relation);
      } else if (Relations.asSet(relation).isPresent()) {
        expected = Relations.asSet(relation).get();
      }
    }
    return sameKind(expected, answer);
  }

  private static boolean sameKind(Expression expected, Expression answer) {
    if (expected instanceof Relation left && answer instanceof Relation right) {
      return Relations.same(left, right);
    }
    if (expected instanceof Words || answer instanceof Words) {
      return Texts.same(expected, answer);
    }
    if (expected instanceof Matrix || answer instanceof Matrix) {
      return sameMatrix(Matrices.simplified(expected), Matrices.simplified(answer));
    }
    if (expected instanceof SetOperation || answer instanceof SetOperation) {
      return RealSets.same(expected, answer);
    }
    if (isSequence(expected) || isSequence(answer)) {
      return sameSequence(expected, answer);
    }
    Expression left = Matrices.simplified(expected);
    Expression right = Matrices.simplified(answer);
    if (left instanceof Matrix || right instanceof Matrix) {
      return sameMatrix(left, right);
    }
    return TermEquality.same(left, right) || Texts.same(left, right);
  }

  private static boolean isSequence(Expression expression) {
    return expression instanceof Tuple || expression instanceof Elements;
  }

  private static boolean isSet(Expression expression) {
    return expression instanceof SetOperation
        || (expression instanceof Tuple tuple && tuple.elements().size() == 2);
  }

  private static boolean sameSequence(Expression expected, Expression answer) {
    List<Expression> left = elements(expected);
    List<Expression> right = elements(answer);
    if (left.size() != right.size() || left.size() > MOST_ELEMENTS) {
      return emptySet(expected) && emptySet(answer);
    }
    boolean leftOrdered = expected instanceof Tuple;
    boolean rightOrdered = answer instanceof Tuple;
    if (leftOrdered && rightOrdered) {
      return sameBrackets((Tuple) expected, (Tuple) answer) && sameInOrder(left, right);
    }
    if (leftOrdered || rightOrdered) {
      // A bare list may be meant as a tuple; a set in braces, or an interval that holds its ends,
      // is something else.
      Tuple tuple = (Tuple) (leftOrdered ? expected : answer);
      Expression list = leftOrdered ? answer : expected;
      return list instanceof Elements elements
          && !elements.braced()
          && tuple.opening() == '('
          && tuple.closing() == ')'
          && sameInOrder(left, right);
    }
    return sameInAnyOrder(left, right);
  }

  private static boolean emptySet(Expression expression) {
    return (expression instanceof Elements elements && elements.elements().isEmpty())
        || (expression instanceof Symbol symbol && symbol.name().equals("varnothing"));
  }

  private static List<Expression> elements(Expression expression) {
    if (expression instanceof Tuple tuple) {
      return tuple.elements();
    }
    return expression instanceof Elements elements ? elements.elements() : List.of(expression);
  }

  private static boolean sameBrackets(Tuple one, Tuple other) {
    return one.opening() == other.opening() && one.closing() == other.closing();
  }

  private static boolean sameInOrder(List<Expression> left, List<Expression> right) {
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Each element of the one has one of its own in the other. */
  private static boolean sameInAnyOrder(List<Expression> left, List<Expression> right) {
    List<Expression> rest = new ArrayList<>(right);
    for (Expression expected : left) {
      int found = -1;
      for (int i = 0; i < rest.size() && found < 0; i++) {
        found = same(expected, rest.get(i)) ? i : -1;
      }
      if (found < 0) {
        return false;
      }
      rest.remove(found);
    }
    return true;
  }

  private static boolean sameMatrix(Expression expected, Expression answer) {
    List<List<Expression>> left = rows(expected);
    List<List<Expression>> right = rows(answer);
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i).size() != right.get(i).size() || !sameInOrder(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Rows of a matrix; a tuple or list is a column. */
  private static List<List<Expression>> rows(Expression expression) {
    if (expression instanceof Matrix matrix) {
      return matrix.rows();
    }
    return elements(expression).stream().map(List::of).toList();
  }
}
