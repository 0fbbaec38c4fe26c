package dev.vireo.jobs.rewards.functions.answers;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words of LaTeX, by what {@link Tokens} and {@link FactorReader} do with them. */
final class Vocabulary {
  /** Letters and signs that stand for themselves. */
  static final Set<String> SYMBOLS =
      Set.of(
          "alpha",
          "beta",
          "gamma",
          "delta",
          "epsilon",
          "zeta",
          "eta",
          "theta",
          "iota",
          "kappa",
          "lambda",
          "mu",
          "nu",
          "xi",
          "pi",
          "rho",
          "sigma",
          "tau",
          "upsilon",
          "phi",
          "chi",
          "psi",
          "omega",
          "Gamma",
          "Delta",
          "Theta",
          "Lambda",
          "Xi",
          "Pi",
          "Sigma",
          "Phi",
          "Psi",
          "Omega",
          "infty",
          "varnothing",
          "ell",
          "imath",
          "hbar");

  /** Commands that a factor begins with. */
  static final Set<String> OPENING =
      Set.of(
          "frac",
          "sqrt",
          "binom",
          "log",
          "lfloor",
          "lceil",
          "overline",
          "vec",
          "bar",
          "hat",
          "overrightarrow",
          "widehat",
          "mathcal");

  /** Environments that hold a matrix. */
  static final Set<String> MATRICES =
      Set.of("pmatrix", "bmatrix", "matrix", "array", "Bmatrix", "smallmatrix");

  /** Commands whose argument is text. */
  static final Set<String> WORDS =
      Set.of(
          "text",
          "mathrm",
          "mbox",
          "textbf",
          "textrm",
          "textit",
          "operatorname",
          "mathbf",
          "mathit",
          "mathsf",
          "texttt",
          "textnormal");

  /** Commands that only say how something looks. */
  static final Set<String> SKIPPED =
      Set.of(
          "!",
          ",",
          ";",
          ":",
          " ",
          "left",
          "right",
          "displaystyle",
          "textstyle",
          "big",
          "Big",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "bigg",
          "Bigg",
          "biggl",
          "biggr",
          "limits",
          "quad",
          "qquad",
          "thinspace",
          "negthinspace",
          "middle",
          "mleft",
          "mright",
          "$",
          "rm",
          "bf");

  /** Commands that mean another one. */
  static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("dfrac", "frac"),
          Map.entry("tfrac", "frac"),
          Map.entry("cfrac", "frac"),
          Map.entry("dbinom", "binom"),
          Map.entry("tbinom", "binom"),
          Map.entry("leq", "le"),
          Map.entry("leqslant", "le"),
          Map.entry("geq", "ge"),
          Map.entry("geqslant", "ge"),
          Map.entry("neq", "ne"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("lbrace", "{"),
          Map.entry("rbrace", "}"),
          Map.entry("lvert", "|"),
          Map.entry("rvert", "|"),
          Map.entry("vert", "|"),
          Map.entry("mid", "|"),
          Map.entry("lbrack", "["),
          Map.entry("rbrack", "]"),
          Map.entry("cdotp", "cdot"),
          Map.entry("ast", "cdot"),
          Map.entry("emptyset", "varnothing"),
          Map.entry("land", ","),
          Map.entry("wedge", ","),
          Map.entry("degree", "circ"),
          Map.entry("tg", "tan"),
          Map.entry("ctg", "cot"),
          Map.entry("asin", "arcsin"),
          Map.entry("acos", "arccos"),
          Map.entry("atan", "arctan"),
          Map.entry("varepsilon", "epsilon"),
          Map.entry("varphi", "phi"),
          Map.entry("approx", "="),
          Map.entry("equiv", "="));

  /** Characters that stand for a command, in the order in which they are replaced. */
  static final List<Map.Entry<String, String>> TYPOGRAPHY =
      List.of(
          Map.entry("−", "-"),
          Map.entry("–", "-"),
          Map.entry("‐", "-"),
          Map.entry("‑", "-"),
          Map.entry("×", "\\times "),
          Map.entry("·", "\\cdot "),
          Map.entry("⋅", "\\cdot "),
          Map.entry("÷", "\\div "),
          Map.entry("≤", "\\le "),
          Map.entry("≥", "\\ge "),
          Map.entry("≠", "\\ne "),
          Map.entry("≈", "="),
          Map.entry("<=", "\\le "),
          Map.entry(">=", "\\ge "),
          Map.entry("**", "^"),
          Map.entry("π", "\\pi "),
          Map.entry("∞", "\\infty "),
          Map.entry("√", "\\sqrt "),
          Map.entry("±", "\\pm "),
          Map.entry("∪", "\\cup "),
          Map.entry("∩", "\\cap "),
          Map.entry("∈", "\\in "),
          Map.entry("∅", "\\varnothing "),
          Map.entry("°", "^\\circ "),
          Map.entry("²", "^2 "),
          Map.entry("³", "^3 "),
          Map.entry("½", "\\frac12 "),
          Map.entry("θ", "\\theta "),
          Map.entry("ℝ", "\\mathbb{R}"));

  private Vocabulary() {}
}
