package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.preference.PreferenceSetting.DESIRABLE_WEIGHT;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.DISCOPOP_TAU;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.GAMMA;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.LABEL_SMOOTHING;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.NLL_WEIGHT;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.REFERENCE_FREE;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.TDPO_ALPHA;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.TOKEN_AVERAGE;
import static dev.vireo.algorithms.loss.preference.PreferenceSetting.UNDESIRABLE_WEIGHT;

import dev.vireo.algorithms.loss.Unit;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * The losses by name, a line each: the formula, and the settings that it reads besides {@code
 * beta}. One that reads {@code reference-free} compares with the reference policy unless that is
 * set.
 */
public enum PreferenceLossType {
  /** DPO. */
  SIGMOID(s -> one(new Logistic(s.beta(), 0)), REFERENCE_FREE),
  /** DPO's margin under SLiC's hinge. */
  HINGE(s -> one(new Hinge(s.beta())), REFERENCE_FREE),
  /** IPO. */
  IPO(s -> one(new Ipo(s.beta(), s.tokenAverage())), REFERENCE_FREE, TOKEN_AVERAGE),
  /** DPO on means over tokens. */
  SIGMOID_NORM(s -> one(new MeanLogistic(s.beta())), REFERENCE_FREE),
  /** DPO that is unbiased if labels are flipped. */
  ROBUST(s -> one(new Robust(s.beta(), s.labelSmoothing())), REFERENCE_FREE, LABEL_SMOOTHING),
  /** Conservative DPO: smoothed labels. */
  CDPO(s -> one(new Logistic(s.beta(), s.labelSmoothing())), REFERENCE_FREE, LABEL_SMOOTHING),
  /** EXO for pairs; needs a label smoothing above 0. */
  EXO_PAIR(s -> one(new ExoPair(s.beta(), s.labelSmoothing())), REFERENCE_FREE, LABEL_SMOOTHING),
  /** Noise contrastive alignment of pairs. */
  NCA_PAIR(s -> one(new NcaPair(s.beta())), REFERENCE_FREE),
  /** Binary classifier optimization on pairs. */
  BCO_PAIR(s -> one(new BcoPair(s.beta())), REFERENCE_FREE),
  /** Self-play preference optimization with win rates of 1 and 0. */
  SPPO_HARD(s -> one(new SppoHard(s.beta())), REFERENCE_FREE),
  /** Anchored preference optimization, chosen completions being better than the policy's. */
  APO_ZERO(s -> one(new ApoZero(s.beta())), REFERENCE_FREE),
  /** Anchored preference optimization, chosen completions being worse than the policy's. */
  APO_DOWN(s -> one(new ApoDown(s.beta())), REFERENCE_FREE),
  /** The discovered loss. */
  DISCOPOP(s -> one(new Discopop(s.beta(), s.discopopTau())), REFERENCE_FREE, DISCOPOP_TAU),
  /** Token-level DPO with the divergence of both completions. */
  TDPO1(s -> one(new Tdpo(s.beta(), 1, false))),
  /** Token-level DPO that weighs the divergence, and does not push up that of the chosen one. */
  TDPO2(s -> one(new Tdpo(s.beta(), s.tdpoAlpha(), true)), TDPO_ALPHA),
  /** Cross entropy of chosen completions, for weighted sums. */
  SFT(s -> one(new NegativeLogLikelihood(false))),
  /** SimPO; with {@code sft} added, CPO-SimPO. */
  SIMPO(s -> one(new Simpo(s.beta(), s.gamma(), s.labelSmoothing())), GAMMA, LABEL_SMOOTHING),
  /** CPO: DPO without a reference, and cross entropy of chosen completions. */
  CPO(PreferenceLossType::cpo, LABEL_SMOOTHING, NLL_WEIGHT),
  /** ORPO: the odds ratio, and cross entropy of chosen prompts and completions. */
  ORPO(PreferenceLossType::orpo),
  /** KTO, on unpaired examples. */
  KTO(Unit.SEQUENCE, Kto::of, DESIRABLE_WEIGHT, UNDESIRABLE_WEIGHT),
  /** Anchored preference optimization on unpaired examples. */
  APO_ZERO_UNPAIRED(Unit.SEQUENCE, ApoZeroUnpaired::of, DESIRABLE_WEIGHT, UNDESIRABLE_WEIGHT);

  /** A formula and what it is multiplied by. */
  record Part(PairFormula formula, double weight) implements Serializable {}

  private final Unit unit;
  private final transient Function<PreferenceLossSettings, List<Part>> pairs;
  private final transient Function<PreferenceLossSettings, UnpairedFormula> single;
  private final Set<PreferenceSetting> reads;

  PreferenceLossType(
      Function<PreferenceLossSettings, List<Part>> pairs, PreferenceSetting... reads) {
    this.unit = Unit.PAIR;
    this.pairs = pairs;
    this.single = null;
    this.reads = Set.of(reads);
  }

  PreferenceLossType(
      Unit unit,
      Function<PreferenceLossSettings, UnpairedFormula> single,
      PreferenceSetting... reads) {
    this.unit = unit;
    this.pairs = null;
    this.single = single;
    this.reads = Set.of(reads);
  }

  /** Whether examples are single sequences that are desirable or not, instead of pairs. */
  public boolean unpaired() {
    return unit == Unit.SEQUENCE;
  }

  /** The name in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether it compares the whole distributions of policy and reference at each token, for which
   * the reference policy is beside the policy in each step.
   */
  boolean comparesDistributions() {
    return this == TDPO1 || this == TDPO2;
  }

  boolean reads(PreferenceSetting setting) {
    return reads.contains(setting);
  }

  List<Part> pairs(PreferenceLossSettings settings) {
    return pairs.apply(settings);
  }

  UnpairedFormula single(PreferenceLossSettings settings) {
    return single.apply(settings);
  }

  private static List<Part> one(PairFormula formula) {
    return List.of(new Part(formula, 1));
  }

  private static List<Part> cpo(PreferenceLossSettings s) {
    PairFormula preference = new WithoutReference(new Logistic(s.beta(), s.labelSmoothing()));
    PairFormula likelihood = new NegativeLogLikelihood(false);
    return List.of(new Part(preference, 1), new Part(likelihood, s.nllWeight()));
  }

  private static List<Part> orpo(PreferenceLossSettings s) {
    PairFormula likelihood = new NegativeLogLikelihood(true);
    return List.of(new Part(new OddsRatio(s.beta()), 1), new Part(likelihood, 1));
  }
}
