package dev.vireo.store.manifest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a whole number that joined its settings later and that changes nothing while it is 0.
 * Fingerprints then leave it out, so what was made before it existed is still good.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface AbsentAtZero {}
