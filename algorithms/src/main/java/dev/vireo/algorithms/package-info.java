/** Vireo. */
package dev.vireo.algorithms;
