"""Makes the subsets of this folder; see README.md."""
import sys
from fontTools.ttLib import TTFont
from fontTools import subset
U="U+0020-007E,U+00A0-017F,U+0218-021B,U+0386-03CE,U+0400-045F,U+0490-0491,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032,U+2033,U+2039,U+203A,U+20AC,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+221E,U+2070-2079,U+2080-2089"
for w in ["Regular","SemiBold"]:
    f=TTFont(f"{sys.argv[1]}/Inter-{w}.otf")
    # digits of equal width as the default ones
    gs=f["GSUB"].table
    sub={}
    for fr in gs.FeatureList.FeatureRecord:
        if fr.FeatureTag=="tnum":
            for li in fr.Feature.LookupListIndex:
                for st in gs.LookupList.Lookup[li].SubTable:
                    st=getattr(st,"ExtSubTable",st)
                    sub.update(st.mapping)
    for t in f["cmap"].tables:
        for c in range(0x30,0x3a):
            if c in t.cmap and t.cmap[c] in sub: t.cmap[c]=sub[t.cmap[c]]
    o=subset.Options(); o.hinting=False; o.desubroutinize=True; o.name_IDs=["*"]; o.notdef_outline=True; o.drop_tables+=["DSIG"]
    o.layout_features=["ccmp","mark","mkmk"]  # no kerning: widths are sums of advances
    s=subset.Subsetter(o)
    s.populate(unicodes=subset.parse_unicodes(U))
    s.subset(f)
    f.save(f"Inter-{w}.otf")
