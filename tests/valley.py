# ruff: noqa: E501  (one row of a table is one line)
"""A small mission over a whole real country, written into a directory: its corridor runs the length of Liechtenstein.

The parties, posts and people are invented. Lines of segments are drawn coarsely by hand; the road network is that of
OpenStreetMap (2013; © OpenStreetMap contributors, ODbL), which is kept outside the repository.
"""

import shutil
from pathlib import Path

EXTRACT = (
    Path(__file__).parents[1].parent / "shared" / "data" / "osm-liechtenstein" / "liechtenstein-2013-08-03.osm.pbf"
)

PLACES = """id,name,name_upper,name_lower,lon,lat,kind,radius_m,rank
ruggell,Ruggell,Ruggell,Ruggell,9.5266,47.2386,settlement,600,1
bendern,Bendern,Bendern,Bendern,9.5078,47.2130,settlement,500,2
gamprin,Gamprin,Gamprin,Gamprin,9.5093,47.2208,settlement,500,2
eschen,Eschen,Eschen,Eschen,9.5217,47.2104,settlement,800,2
mauren,Mauren,Mauren,Mauren,9.5447,47.2181,settlement,800,2
schaan,Schaan,Schaan,Schaan,9.5095,47.1653,settlement,800,1
planken,Planken,Planken,Planken,9.5442,47.1867,settlement,500,2
vaduz,Vaduz,Vaduz,Vaduz,9.5215,47.1400,settlement,800,1
triesen,Triesen,Triesen,Triesen,9.5283,47.1073,settlement,800,2
triesenberg,Triesenberg,Triesenberg,Triesenberg,9.5424,47.1181,settlement,600,2
malbun,Malbun,Malbun,Malbun,9.6085,47.1015,settlement,500,1
balzers,Balzers,Balzers,Balzers,9.5025,47.0667,settlement,900,1
peak,The Peak,The Peak,The Peak,9.6110,47.0560,settlement,300,2
"""

SEGMENTS = """id,name,corridor,start,end,line,length_km,half_life_h
ruggell-bendern,Ruggell to Bendern,valley,ruggell,bendern,"LINESTRING (9.5269 47.2381, 9.5243 47.2407, 9.5101 47.2251, 9.5044 47.2209, 9.5025 47.2116, 9.5077 47.2131)",4.6,12
bendern-schaan,Bendern to Schaan,valley,bendern,schaan,"LINESTRING (9.5077 47.2131, 9.5022 47.2109, 9.501 47.2014, 9.5084 47.1771, 9.5096 47.168, 9.5089 47.1653)",6.0,12
schaan-vaduz,Schaan to Vaduz,valley,schaan,vaduz,"LINESTRING (9.5089 47.1653, 9.5085 47.1628, 9.5126 47.1481, 9.5144 47.1457, 9.5215 47.14)",3.1,12
vaduz-triesen,Vaduz to Triesen,valley,vaduz,triesen,"LINESTRING (9.5215 47.14, 9.522 47.1326, 9.5239 47.1237, 9.5237 47.1137, 9.5247 47.1097, 9.5278 47.1074)",3.8,12
triesen-balzers,Triesen to Balzers,valley,triesen,balzers,"LINESTRING (9.5278 47.1074, 9.5251 47.1064, 9.5247 47.0936, 9.5206 47.0895, 9.5071 47.0698, 9.5025 47.0665)",5.5,12
"""

CROSSINGS = """id,name,segment,lon,lat,inbound,outbound
bridge,The Bridge,ruggell-bendern,9.5044,47.2209,south,north
"""

SOURCES = """id,name,type,party,lon,lat,range_m,grade
pt-valley,Valley patrol,patrol,,,,,B
"""

MISSION = """[mission]
id = "valley"
name = "EXERCISE Valley"
mode = "exercise"
presence = "field"
zone = "Europe/Vaduz"
area = "POLYGON ((9.46 47.04, 9.64 47.04, 9.64 47.28, 9.46 47.28, 9.46 47.04))"
cell_km = 2.0

[[party]]
id = "upper"
name = "the Upper Side"
short = "Upper"

[[party]]
id = "lower"
name = "the Lower Side"
short = "Lower"

[[sector]]
id = "whole"
name = "Valley floor"
area = "POLYGON ((9.46 47.04, 9.64 47.04, 9.64 47.28, 9.46 47.28, 9.46 47.04))"

[[corridor]]
id = "valley"
name = "valley road"
segments = ["ruggell-bendern", "bendern-schaan", "schaan-vaduz", "vaduz-triesen", "triesen-balzers"]
crossings = ["bridge"]

[[count_rule]]
id = "items"
name = "Items counted"
counts = "items"

[[count_rule]]
id = "explosions"
name = "Explosions"
counts = "items"

[linking]

[reporting]
cutoff = 19:30:00
"""

ROADS = """
[roads]
pbf = "liechtenstein.osm.pbf"
"""


def write(home: Path, roads: str = ROADS) -> Path:
    """The mission in directory ``home``; with ``roads`` "" it knows no road but its segments."""
    home.mkdir(parents=True)
    (home / "mission.toml").write_text(MISSION + roads, "utf-8")
    tables = {"places": PLACES, "segments": SEGMENTS, "crossings": CROSSINGS, "sources": SOURCES}
    for name, table in tables.items():
        (home / f"{name}.csv").write_text(table, "utf-8")
    if "pbf" in roads:
        shutil.copy(EXTRACT, home / "liechtenstein.osm.pbf")
    return home
