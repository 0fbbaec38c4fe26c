package dev.vireo.algorithms.loss.value;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.algorithms.loss.Unit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The clipped value loss of PPO, with V' = clip(V, old - clip, old + clip) and R the return:
 *
 * <pre>
 *   loss = coefficient / 2 mean over the states of the step of max((V - R)², (V' - R)²)
 * </pre>
 *
 * <p>Outputs are the critic's values, a row a completion; {@link Denominators#tokens} counts the
 * states that the masks let in. Where the clipped term is the greater one, V' does not move with V,
 * and there is no gradient.
 */
public final class ValueLoss implements Loss<ValueExample> {
  private static final long serialVersionUID = 1;

  private static final String LOSS = "loss";
  private static final String STATES = "trained_states";
  private static final String CLIPPED = "clip_ratio";
  private static final String VALUE = "value/mean";
  private static final String RETURN = "return/mean";
  private static final String RETURN_SQUARES = "return/squares";
  private static final String ERROR = "error/sum";
  private static final String ERROR_SQUARES = "error/squares";

  private final ValueLossSettings settings;

  /** A loss with the given settings. */
  public ValueLoss(ValueLossSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  @Override
  public Unit unit() {
    return Unit.TOKEN;
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return Set.of();
  }

  @Override
  public LossValue evaluate(Outputs outputs, List<ValueExample> examples, Denominators step) {
    double[][] values = outputs.values(examples.size(), unit());
    if (step.tokens() < 1) {
      throw new InputException("A step without states has no mean of their losses");
    }
    double weight = settings.coefficient() / step.tokens();
    Sums sums = new Sums();
    CompensatedSum loss = new CompensatedSum();
    double[][] gradient = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      ValueExample example = examples.get(i);
      requireSame(values[i].length, example);
      gradient[i] = new double[values[i].length];
      for (int s = 0; s < values[i].length; s++) {
        if (example.counted()[s]) {
          double error = values[i][s] - example.returns()[s];
          double clippedError =
              clipped(values[i][s], example.oldValues()[s]) - example.returns()[s];
          double square = error * error;
          double clippedSquare = clippedError * clippedError;
          double term = weight / 2 * Math.max(square, clippedSquare);
          if (!Double.isFinite(term)) {
            throw new InputException(
                "The value of state %d of completion %d is %s and its return %s; lower the critic's learning rate"
                    .formatted(s, i, values[i][s], example.returns()[s]));
          }
          loss.add(term);
          boolean clips = clippedSquare > square;
          gradient[i][s] = clips ? 0 : weight * error;
          measure(sums, values[i][s], example.returns()[s], clips);
        }
      }
    }
    sums.add(LOSS, loss.value());
    return new LossValue(loss.value(), gradient, sums);
  }

  private double clipped(double value, double old) {
    Double clip = settings.clip();
    return clip == null ? value : Math.min(old + clip, Math.max(old - clip, value));
  }

  private static void requireSame(int values, ValueExample example) {
    if (example.oldValues().length != values
        || example.returns().length != values
        || example.counted().length != values) {
      throw new InputException(
          "%d values, %d old ones, %d returns and a mask of %d do not belong to the same states"
              .formatted(
                  values,
                  example.oldValues().length,
                  example.returns().length,
                  example.counted().length));
    }
  }

  private static void measure(Sums sums, double value, double target, boolean clips) {
    sums.add(STATES, 1)
        .add(CLIPPED, clips ? 1 : 0)
        .add(VALUE, value)
        .add(RETURN, target)
        .add(RETURN_SQUARES, target * target)
        .add(ERROR, target - value)
        .add(ERROR_SQUARES, (target - value) * (target - value));
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code loss}, {@code trained_states}, {@code clip_ratio}, {@code value/mean}, {@code
   * return/mean}, and {@code explained_variance}: 1 - variance(return - value) / variance(return),
   * left out where all returns are the same.
   */
  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(LOSS, sums.sum(LOSS));
    metrics.put(STATES, sums.sum(STATES));
    if (sums.sum(STATES) > 0) {
      metrics.put(CLIPPED, sums.ratio(CLIPPED, STATES));
      metrics.put(VALUE, sums.ratio(VALUE, STATES));
      metrics.put(RETURN, sums.ratio(RETURN, STATES));
      double ofReturns = variance(sums, RETURN, RETURN_SQUARES);
      if (ofReturns > 0) {
        metrics.put("explained_variance", 1 - variance(sums, ERROR, ERROR_SQUARES) / ofReturns);
      }
    }
    return metrics;
  }

  private static double variance(Sums sums, String sum, String squares) {
    double mean = sums.ratio(sum, STATES);
    return sums.ratio(squares, STATES) - mean * mean;
  }
}
