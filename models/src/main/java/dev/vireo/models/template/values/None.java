package dev.vireo.models.template.values;

/** Python's None. */
public enum None implements Value {
  NONE;

  @Override
  public String type() {
    return "NoneType";
  }

  @Override
  public boolean truth() {
    return false;
  }

  @Override
  public void repr(TextBuilder out) {
    out.append("None");
  }
}
