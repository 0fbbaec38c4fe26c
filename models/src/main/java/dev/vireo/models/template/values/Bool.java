package dev.vireo.models.template.values;

/** Python's True and False. */
public enum Bool implements Numeric {
  FALSE,
  TRUE;

  public static Bool of(boolean truth) {
    return truth ? TRUE : FALSE;
  }

  @Override
  public double real() {
    return whole();
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public long whole() {
    return this == TRUE ? 1 : 0;
  }

  @Override
  public String type() {
    return "bool";
  }

  @Override
  public boolean truth() {
    return this == TRUE;
  }

  @Override
  public void repr(TextBuilder out) {
    out.append(this == TRUE ? "True" : "False");
  }
}
