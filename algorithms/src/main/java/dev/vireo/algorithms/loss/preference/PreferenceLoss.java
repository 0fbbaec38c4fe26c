package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.algorithms.loss.Unit;
import dev.vireo.algorithms.loss.preference.PreferenceLossType.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A weighted sum of preference losses over pairs: a mean over the step's pairs, and for cross
 * entropy over the step's tokens. Outputs are log-probabilities at temperature 1, two rows a pair:
 * the chosen one, then the rejected one.
 *
 * <p>Metrics are those of TRL's DPOTrainer, CPOTrainer and ORPOTrainer: rewards are beta x
 * log-ratio, or beta x log-probability without a reference; a pair whose rewards are equal is not
 * accurate; {@code logits/*}, {@code entropy} and {@code mean_token_accuracy} (of chosen
 * completions) go over completion tokens. TDPO adds {@code kl/chosen} and {@code kl/rejected}, the
 * sequential divergences.
 */
public final class PreferenceLoss implements Loss<PairExample> {
  private static final long serialVersionUID = 1;

  private static final String PAIRS = "pairs";
  private static final String ACCURACIES = "rewards/accuracies";
  private static final String MARGINS = "rewards/margins";

  private final PreferenceLossSettings settings;
  private final ArrayList<Part> parts = new ArrayList<>();
  private final boolean averaged;

  /**
   * The loss that the settings describe.
   *
   * @throws InputException if that is a loss over unpaired examples
   */
  public PreferenceLoss(PreferenceLossSettings settings) {
    this.settings = settings;
    if (settings.loss().unpaired()) {
      throw new InputException(
          "The loss " + settings.loss() + " is for unpaired examples, but these are pairs");
    }
    for (LossMix.Weighted loss : settings.loss().losses()) {
      for (Part part : loss.type().pairs(settings)) {
        parts.add(new Part(part.formula(), loss.weight() * part.weight()));
      }
    }
    averaged = parts.get(0).formula().averaged();
  }

  @Override
  public Unit unit() {
    return Unit.PAIR;
  }

  @Override
  public Set<TokenStatistic> statistics() {
    return EnumSet.allOf(TokenStatistic.class);
  }

  @Override
  public boolean comparesDistributions() {
    return settings.comparesDistributions();
  }

  @Override
  public LossValue evaluate(Outputs outputs, List<PairExample> examples, Denominators step) {
    double[][] values = outputs.values(examples.size(), unit());
    Sums sums = new Sums();
    CompensatedSum loss = new CompensatedSum();
    double[][] gradient = new double[values.length][];
    Optional<double[][]> divergences = divergences(outputs);
    double[][] byDivergence = new double[values.length][];
    for (int i = 0; i < examples.size(); i++) {
      int chosen = 2 * i;
      int rejected = chosen + 1;
      PairExample example = examples.get(i);
      PairScores scores = scores(values, divergences, chosen, example);
      PairTerm term = term(scores, step);
      if (!Double.isFinite(term.loss() + term.byChosen() + term.byRejected())) {
        throw new InputException(
            "The loss of the pair of sequences "
                + chosen
                + " and "
                + rejected
                + " overflows: its log-probabilities are "
                + scores.chosen()
                + " and "
                + scores.rejected()
                + "; lower the learning rate or beta, or leave the pair out");
      }
      loss.add(term.loss());
      int chosenTokens = values[chosen].length;
      int rejectedTokens = values[rejected].length;
      gradient[chosen] = from(example.chosenStart(), chosenTokens, term.byChosen());
      Arrays.fill(gradient[chosen], 0, example.chosenStart(), term.byPrompt());
      gradient[rejected] = from(example.rejectedStart(), rejectedTokens, term.byRejected());
      byDivergence[chosen] = from(example.chosenStart(), chosenTokens, term.byChosenDivergence());
      byDivergence[rejected] =
          from(example.rejectedStart(), rejectedTokens, term.byRejectedDivergence());
      measure(scores, sums);
      SequenceSums.add(sums, outputs, chosen, example.chosenStart(), SequenceSums.CHOSEN);
      SequenceSums.addAccuracy(sums, outputs, chosen, example.chosenStart());
      SequenceSums.add(sums, outputs, rejected, example.rejectedStart(), SequenceSums.REJECTED);
    }
    sums.add(SequenceSums.LOSS, loss.value());
    return new LossValue(loss.value(), gradient, divergences.map(asked -> byDivergence), sums);
  }

  /** A row of zeros, and from some place on of a value. */
  private static double[] from(int start, int length, double value) {
    double[] row = new double[length];
    Arrays.fill(row, start, length, value);
    return row;
  }

  /** The divergences where the loss looks at them. */
  private Optional<double[][]> divergences(Outputs outputs) {
    if (!comparesDistributions()) {
      return Optional.empty();
    }
    if (outputs.divergences().isEmpty()) {
      throw new IllegalArgumentException(
          "The loss " + settings.loss() + " compares distributions, and no divergences are given");
    }
    return outputs.divergences();
  }

  @Override
  public SortedMap<String, Double> metrics(Sums sums, Denominators step) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    SequenceSums.put(metrics, sums);
    SequenceSums.put(metrics, sums, ACCURACIES, ACCURACIES, PAIRS);
    SequenceSums.put(metrics, sums, MARGINS, MARGINS, PAIRS);
    for (String name :
        List.of("nll_loss", "log_odds_ratio", "log_odds_chosen", "kl/chosen", "kl/rejected")) {
      SequenceSums.put(metrics, sums, name, name, name + "/count");
    }
    return metrics;
  }

  private PairScores scores(
      double[][] values, Optional<double[][]> divergences, int chosen, PairExample example) {
    int rejected = chosen + 1;
    checkStart(example.chosenStart(), values[chosen].length, chosen);
    checkStart(example.rejectedStart(), values[rejected].length, rejected);
    Optional<PairExample.ReferenceLogps> reference =
        settings.referenceFree() ? Optional.empty() : example.reference();
    if (reference.isEmpty() && settings.needsReference()) {
      throw new InputException(
          "The loss "
              + settings.loss()
              + " needs the reference policy's log-probabilities, and the pair of sequences "
              + chosen
              + " and "
              + rejected
              + " has none: compute them, or set reference-free");
    }
    boolean prompt = settings.needsPrompt();
    return new PairScores(
        SequenceSums.logps(values[chosen], example.chosenStart(), values[chosen].length, chosen),
        SequenceSums.logps(
            values[rejected], example.rejectedStart(), values[rejected].length, rejected),
        reference.map(PairExample.ReferenceLogps::chosen).orElse(0.0),
        reference.map(PairExample.ReferenceLogps::rejected).orElse(0.0),
        values[chosen].length - example.chosenStart(),
        values[rejected].length - example.rejectedStart(),
        prompt ? SequenceSums.logps(values[chosen], 0, example.chosenStart(), chosen) : 0,
        example.chosenStart(),
        divergences
            .map(rows -> divergence(rows[chosen], example.chosenStart(), chosen))
            .orElse(0.0),
        divergences
            .map(rows -> divergence(rows[rejected], example.rejectedStart(), rejected))
            .orElse(0.0));
  }

  private static double divergence(double[] row, int start, int number) {
    return SequenceSums.sum("divergence", row, start, row.length, number);
  }

  private PairTerm term(PairScores scores, Denominators step) {
    double loss = 0;
    double byChosen = 0;
    double byRejected = 0;
    double byPrompt = 0;
    double byChosenDivergence = 0;
    double byRejectedDivergence = 0;
    for (Part part : parts) {
      double weight = part.weight() / part.formula().denominator(step);
      PairTerm term = part.formula().at(scores);
      loss += weight * term.loss();
      byChosen += weight * term.byChosen();
      byRejected += weight * term.byRejected();
      byPrompt += weight * term.byPrompt();
      byChosenDivergence += weight * term.byChosenDivergence();
      byRejectedDivergence += weight * term.byRejectedDivergence();
    }
    return new PairTerm(
        loss, byChosen, byRejected, byPrompt, byChosenDivergence, byRejectedDivergence);
  }

  private void measure(PairScores scores, Sums sums) {
    double chosenLogps = averaged ? scores.chosenMean() : scores.chosen();
    double rejectedLogps = averaged ? scores.rejectedMean() : scores.rejected();
    double chosen = settings.beta() * (averaged ? chosenLogps : scores.chosenRatio());
    double rejected = settings.beta() * (averaged ? rejectedLogps : scores.rejectedRatio());
    SequenceSums.add(sums, "rewards", SequenceSums.CHOSEN, chosen);
    SequenceSums.add(sums, "rewards", SequenceSums.REJECTED, rejected);
    SequenceSums.add(sums, "logps", SequenceSums.CHOSEN, chosenLogps);
    SequenceSums.add(sums, "logps", SequenceSums.REJECTED, rejectedLogps);
    sums.add(PAIRS, 1);
    sums.add(ACCURACIES, chosen > rejected ? 1 : 0);
    sums.add(MARGINS, chosen - rejected);
    // Two formulas may measure the same; the first one's is shown.
    Map<String, PairFormula.Measure> measures = new LinkedHashMap<>();
    for (Part part : parts) {
      part.formula().measures(scores).forEach(m -> measures.putIfAbsent(m.name(), m));
    }
    for (PairFormula.Measure measure : measures.values()) {
      sums.add(measure.name(), measure.sum()).add(measure.name() + "/count", measure.count());
    }
  }

  private static void checkStart(int start, int outputs, int row) {
    if (start > outputs) {
      throw new InputException(
          "The completion of sequence "
              + row
              + " starts at output "
              + start
              + ", and the sequence has "
              + outputs);
    }
  }
}
